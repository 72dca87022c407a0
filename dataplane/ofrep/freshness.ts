import type { LiveEnvironment } from "../state/environment.ts";

/**
 * Whether an event told the client of something newer than this environment. The hints repeat what our own events
 * said; what is no revision and no time is ignored.
 */
export function isBehind(environment: LiveEnvironment, query: string): boolean {
  if (!query.includes("flagConfig")) return false;
  const hints = new URLSearchParams(query);
  const [, revision] = /^(?:W\/)?"?(\d{1,15})"?$/.exec(hints.get("flagConfigEtag") ?? "") ?? [];
  if (revision !== undefined && environment.revision < Number(revision)) return true;
  return changedAt(environment) < secondsOf(hints.get("flagConfigLastModified") ?? "");
}

/** When a switch changed last, whole seconds since 1970. */
export function changedAt({ published }: LiveEnvironment): number {
  return Math.floor(published.changedAt / 1000);
}

/** Seconds since 1970 from themselves or from a date; NaN, which is later than nothing, from anything else. */
function secondsOf(text: string): number {
  return Math.floor(/^\d{1,12}(\.\d+)?$/.test(text) ? Number(text) : Date.parse(text) / 1000);
}
