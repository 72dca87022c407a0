import { environmentPath } from "@/lib/platform/api-client.ts";
import type { ChangeBody, Place } from "@/lib/switches/queries.ts";

/** Lines that do from a terminal what the page shows. */

const HEADERS = '-H "Authorization: Bearer $SWITCHYARD_TOKEN"';

/** Reads where a switch stands. */
export function readLine(origin: string, place: Place, key: string): string {
  return `curl ${HEADERS} ${switchUrl(origin, place, key)}`;
}

/** Makes a change. */
export function changeLine(origin: string, place: Place, key: string, body: ChangeBody): string {
  const json = JSON.stringify(body).replaceAll("'", "'\\''");
  return `curl -X POST ${HEADERS} -H "Content-Type: application/json" -d '${json}' ${switchUrl(origin, place, key)}/changes`;
}

function switchUrl(origin: string, { project, environment }: Place, key: string): string {
  return `${origin}/api/v1${environmentPath(project, environment)}/switches/${encodeURIComponent(key)}`;
}
