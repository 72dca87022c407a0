/** Switches go stale by events; the interval is the safety net for when no event arrives. */
export const SAFETY_NET_MS = 30_000;

/** Instances taking up a change make no event, so a change that is on its way is watched for two minutes. */
export const WATCH_EVERY_MS = 1500;
const WATCH_FOR_MS = 120_000;

export function isFresh(at: string | null): boolean {
  return at !== null && Date.now() - Date.parse(at) < WATCH_FOR_MS;
}
