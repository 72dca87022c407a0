import { AS_KEPT, fillHistory } from "../lab/history.ts";
import { query } from "../lab/query.ts";
import { fillAudit } from "./audit.ts";
import { COMPARISONS, INSTANCES, PROJECT, SWITCHES } from "./statements.ts";

const DAY = 24 * 3600;

export type Scale = {
  modules: number;
  instances: number;
  /** How far measurements and audit go back. */
  days: number;
  /** Events of the first project's audit log. */
  audit: number;
};

/** The large project, and a small one beside it. */
export const LARGE = "large";
export const SMALL = "small";
const OF_SMALL = { modules: 10, instances: 20 };
/** Every one after so many has not acknowledged the newest change. */
export const LAGGING_EVERY = 10;

/**
 * Fills a migrated database with an installation as it is after years: two projects, histories of switches, instances of
 * which a tenth lags, measurements as they are kept. Throws when it was filled before.
 */
export async function seedScale(url: string, scale: Scale, say: (text: string) => void): Promise<void> {
  const [known] = await query<{ key: string }>(url, "SELECT key FROM projects WHERE key IN ($1, $2)", [LARGE, SMALL]);
  if (known) throw new Error(`The database has a project “${known.key}” already; it is filled once.`);
  for (const [key, { modules, instances }] of [
    [LARGE, scale],
    [SMALL, OF_SMALL],
  ] as const) {
    await query(url, PROJECT, [key, modules]);
    await query(url, SWITCHES, [key, 0]);
    await query(url, INSTANCES, [key, instances, LAGGING_EVERY]);
    await query(url, COMPARISONS, [key]);
    say(`${key}: ${modules} modules, ${instances} instances`);
  }
  const now = Math.floor(Date.now() / 1000);
  const hours = scale.days * DAY;
  await fillHistory(url, "production", now, {
    hours,
    minutes: Math.min(hours, AS_KEPT.minutes),
    tens: Math.min(hours, AS_KEPT.tens),
  });
  say(`measurements of ${scale.days} days`);
  await fillAudit(url, LARGE, { ...scale, events: scale.audit }, say);
  await query(url, "VACUUM ANALYZE");
}
