import { countsOf, headlineOf } from "../../core/health/headline.ts";
import { headlineText } from "../../core/health/health-text.ts";
import { type HealthState, moduleHealth } from "../../core/health/module-health.ts";
import { usageOf } from "../../core/health/usage.ts";
import { recentSummaries } from "../../measurements/reads/recent.ts";
import type { ProjectContext } from "../../platform/context.ts";
import type { Queryable } from "../../platform/db.ts";
import type { HealthVerdict, SwitchRow } from "../schema/standings.ts";
import type { EnvironmentRow } from "./environment.ts";
import { keptStandings } from "./kept-standings.ts";

/** How the modules of an environment do, or one of them: counted by state, and said in one sentence. */
export async function healthVerdict(
  context: ProjectContext,
  pool: Queryable,
  environment: EnvironmentRow,
  only?: string | undefined,
): Promise<HealthVerdict> {
  const [rows, summaries] = await Promise.all([
    keptStandings(context, environment),
    recentSummaries(pool, environment.id, context.now),
  ]);
  const switches = new Map<string, SwitchRow[]>();
  for (const row of rows) switches.set(row.module, [...(switches.get(row.module) ?? []), row]);
  const now = context.now.getTime() / 1000;
  const modules = summaries
    .filter(({ module }) => only === undefined || module === only)
    .map((summary) => ({
      key: summary.module,
      health: moduleHealth(summary, usageOf(switches.get(summary.module) ?? []), now),
    }));
  const headline = headlineOf(modules);
  const counts = Object.fromEntries(countsOf(modules).map(({ state, count }) => [state, count]));
  return {
    ...(counts as Record<HealthState, number>),
    headline: headline && {
      state: headline.state,
      module: headline.first.key,
      sentence: headlineText(headline, ({ key }) => key),
    },
  };
}
