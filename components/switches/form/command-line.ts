import { FULL_SHARE } from "@/lib/core/stages/state.ts";
import { shareText } from "@/lib/core/text/share.ts";
import { environmentPath } from "@/lib/platform/api-client.ts";
import type { Place } from "@/lib/switches/queries/place.ts";
import type { ChangeBody } from "@/lib/switches/schema/bodies.ts";

/** Lines that do from a terminal what the page shows. Address and token come from the terminal's own settings. */

/** Reads where a switch stands. */
export function readLine(place: Place, key: string): string {
  return line("get", [key], place);
}

/** Makes a change, of the version the reader sees. */
export function changeLine(place: Place, key: string, body: ChangeBody): string {
  const { target, share = FULL_SHARE, expectedVersion, cutOver, pauseSeconds } = body;
  const { link, reason, confirm, override, secondaryWrites } = body;
  return line("set", [key, target], place, {
    share: share === FULL_SHARE ? undefined : shareText(share),
    pause: cutOver === "pause" ? String(pauseSeconds ?? 2) : undefined,
    "secondary-writes": secondaryWrites,
    reason,
    link,
    confirm,
    override,
    "expect-version": String(expectedVersion),
  });
}

type Back = {
  /** Of the call, below the environment: a switch's or a module's. */
  path: string;
  body: { to?: string | number };
};

/** Takes a switch or a module back. */
export function rollbackLine(place: Place, { path, body: { to } }: Back): string {
  return line("rollback", [path.split("/")[2] ?? ""], place, { to: to === undefined ? undefined : String(to) });
}

/** The same for a terminal without the command. */
export function rollbackCurl(origin: string, { project, environment }: Place, { path, body }: Back): string {
  const url = `${origin}/api/v1${environmentPath(project, environment)}${path}`;
  const headers = '-H "Authorization: Bearer $SWITCHYARD_TOKEN" -H "Content-Type: application/json"';
  return `curl -X POST ${quoted(url)} ${headers} -d ${quoted(JSON.stringify(body))}`;
}

type Flags = Record<string, string | undefined>;

function line(command: string, names: readonly string[], { project, environment }: Place, flags: Flags = {}): string {
  const given = Object.entries({ ...flags, project, environment }).flatMap(([name, value]) =>
    value === undefined ? [] : [value.startsWith("-") ? `--${name}=${quoted(value)}` : `--${name} ${quoted(value)}`],
  );
  return ["switchyard", command, ...names.map(quoted), ...given].join(" ");
}

/** One word of a POSIX shell. */
function quoted(text: string): string {
  return /^[\w./:@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
