import type { ProjectContext } from "../../platform/context.ts";
import type { SwitchRow } from "../schema/standings.ts";
import type { EnvironmentRow } from "./environment.ts";
import { standings, standingsMark } from "./standings.ts";

/** Of so many environments, those asked for last. */
const MOST_KEPT = 20;

type Kept = { mark: string; rows: Promise<readonly SwitchRow[]> };

// Next bundles routes apart; what one of them read serves them all.
const held = globalThis as typeof globalThis & { switchyardStandings?: Map<string, Kept> };

/** Where every switch of an environment stands: read again only when something of it changed. */
export async function keptStandings(context: ProjectContext, environment: EnvironmentRow): Promise<readonly SwitchRow[]> {
  held.switchyardStandings ??= new Map();
  const all = held.switchyardStandings;
  const mark = await standingsMark(context, environment);
  const known = all.get(environment.id);
  all.delete(environment.id);
  const kept = known?.mark === mark ? known : { mark, rows: standings(context, environment) };
  all.set(environment.id, kept);
  if (kept !== known) kept.rows.catch(() => all.delete(environment.id));
  for (const id of all.keys()) if (all.size > MOST_KEPT) all.delete(id);
  return kept.rows;
}
