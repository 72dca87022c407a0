import { readdirSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { join } from "node:path";

const PREFIX = "/_next/static/";

/** Smallest first. The build writes them beside what they pack (scripts/setup/packed.mjs). */
const PACKINGS = [
  { coding: "br", suffix: ".br" },
  { coding: "gzip", suffix: ".gz" },
];

/** As Next names them: it would go by the suffix. */
const TYPES: Record<string, string> = { js: "application/javascript; charset=UTF-8", css: "text/css; charset=UTF-8" };

/** The addresses of all packed files of a build; none while developing. */
export function packedIn(folder: string): Set<string> {
  try {
    const names = readdirSync(folder, { recursive: true, encoding: "utf8" });
    const packed = names.filter((name) => PACKINGS.some(({ suffix }) => name.endsWith(suffix)));
    return new Set(packed.map((name) => PREFIX + join(name).replaceAll("\\", "/")));
  } catch {
    return new Set();
  }
}

/**
 * Leads a request for a built file to its packed form, where the reader takes one: Next would pack it anew for every
 * request, and less tightly. Caching, ranges and the rest stay with Next, which serves the one as it does the other.
 */
export function servePacked(packed: ReadonlySet<string>, request: IncomingMessage, response: ServerResponse): void {
  const [path = "", ...query] = (request.url ?? "").split("?");
  const type = path.startsWith(PREFIX) && TYPES[path.slice(path.lastIndexOf(".") + 1)];
  if (!type) return;
  const taken = codingsTaken(request.headers["accept-encoding"]);
  const packing = PACKINGS.find(({ coding, suffix }) => taken.has(coding) && packed.has(path + suffix));
  if (!packing) return;
  request.url = [path + packing.suffix, ...query].join("?");
  response.setHeader("Content-Type", type);
  response.setHeader("Content-Encoding", packing.coding);
  response.setHeader("Vary", "Accept-Encoding");
}

function codingsTaken(accepted: string | string[] = ""): Set<string> {
  const offers = String(accepted)
    .toLowerCase()
    .split(",")
    .map((offer) => offer.split(";").map((part) => part.trim()));
  return new Set(offers.filter(([, weight]) => !/^q=0(\.0*)?$/.test(weight ?? "")).map(([coding = ""]) => coding));
}
