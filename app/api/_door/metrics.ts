import type { IncomingMessage, ServerResponse } from "node:http";
import { Figures } from "@/lib/platform/figures.ts";
import { connection } from "@/lib/platform/server.ts";

/** By group and status, how many answers the console gave since it started. */
const answers = new Map<string, Map<number, number>>();
let open = 0;
let figures: Figures | undefined;

/** Counts a request when its answer ends. What was asked for is told by a group, never by its address. */
export function count(path: string, response: ServerResponse): void {
  const group = groupOf(path);
  open += 1;
  response.once("close", () => {
    open -= 1;
    const status = response.writableFinished ? response.statusCode : 499;
    const byStatus = answers.get(group) ?? new Map<number, number>();
    answers.set(group, byStatus.set(status, (byStatus.get(status) ?? 0) + 1));
  });
}

export function isMetrics({ method, url = "" }: IncomingMessage): boolean {
  return (method === "GET" || method === "HEAD") && url.split("?")[0] === "/metrics";
}

export async function sendMetrics(response: ServerResponse): Promise<void> {
  figures ??= ofConsole();
  const text = await figures.text();
  response.writeHead(200, { "content-type": figures.contentType, "cache-control": "no-store" }).end(text);
}

function ofConsole(): Figures {
  const made = new Figures();
  made.counter(
    "switchyard_answers_total",
    "Answers by group of addresses and status; 499 is one nobody waited for",
    ["route", "status"],
    (counter) => {
      for (const [route, byStatus] of answers) for (const [status, number] of byStatus) counter.inc({ route, status }, number);
    },
  );
  made.gauge("switchyard_open_requests", "Requests under way, event streams among them", () => open);
  made.connections(connection);
  return made;
}

function groupOf(path: string): string {
  if (path.startsWith("/api/v1/")) return "api";
  if (path.startsWith("/api/auth/")) return "auth";
  if (path.startsWith("/_next/")) return "assets";
  if (path === "/api/health" || path === "/metrics") return path.slice(path.lastIndexOf("/") + 1);
  return "pages";
}
