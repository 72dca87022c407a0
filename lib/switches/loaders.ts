import "server-only";
import { notFound } from "next/navigation";
import { cache } from "react";
import { listEnvironments } from "../environments/reads.ts";
import { summariesQuery } from "../measurements/queries/summaries.ts";
import { recentSummaries } from "../measurements/reads/recent.ts";
import { modulesQuery } from "../modules/queries/modules.ts";
import { countModules, listModules } from "../modules/reads.ts";
import { MOST_PLANS, waitingPlansQuery } from "../plans/queries.ts";
import { listPlans } from "../plans/reads.ts";
import { environmentShown } from "../platform/api-client.ts";
import { type Entry, forPage } from "../platform/page.ts";
import { connection } from "../platform/server.ts";
import { pageContext } from "../platform/session.ts";
import { recoveriesQuery } from "./queries/recoveries.ts";
import { followingQuery, MANY_MODULES, newsQuery, rowsQuery } from "./queries/standings.ts";
import { environmentOf } from "./reads/environment.ts";
import { following } from "./reads/following.ts";
import { news } from "./reads/history.ts";
import { keptStandings } from "./reads/kept-standings.ts";
import { listRecoveries } from "./reads/recovery.ts";

/** Key of the environment a page's URL asks for; the 404 page when the project has none of that key. */
export async function environmentAsked(projectKey: string, asked: string | undefined): Promise<string> {
  const context = await forPage(() => pageContext(projectKey));
  const shown = environmentShown(await forPage(() => listEnvironments(context)), asked);
  return shown?.key ?? notFound();
}

/** What the frame of every page shows: what changed last, and whether the database was restored. */
export const loadFrame = cache((projectKey: string, environmentKey: string) =>
  forPage(async (): Promise<Entry[]> => {
    const context = await pageContext(projectKey);
    const environment = await environmentOf(context, environmentKey);
    const place = { project: projectKey, environment: environmentKey };
    const [changes, recoveries] = await Promise.all([news(context, environment), listRecoveries(context)]);
    return [
      [newsQuery(place).queryKey, changes],
      [recoveriesQuery(projectKey).queryKey, recoveries],
    ];
  }),
);

/**
 * What overview and board show of every module: where it stands, how it does, how far changes have come. Nothing where
 * there are many: the page asks for them, and nobody waits for its head.
 */
export function loadModules(projectKey: string, environmentKey: string): Promise<Entry[]> {
  return forPage(async () => {
    const context = await pageContext(projectKey);
    const environment = await environmentOf(context, environmentKey);
    const place = { project: projectKey, environment: environmentKey };
    if ((await countModules(context)) > MANY_MODULES) return [];
    const [modules, rows, summaries, followers, plans] = await Promise.all([
      listModules(context),
      keptStandings(context, environment),
      recentSummaries(connection().pool, environment.id, context.now),
      following(context, environment),
      listPlans(context, { environment: environmentKey, state: "waiting", limit: MOST_PLANS }),
    ]);
    return [
      [modulesQuery(projectKey).queryKey, modules],
      [rowsQuery(place).queryKey, rows],
      [summariesQuery(projectKey, environmentKey).queryKey, summaries],
      [followingQuery(place).queryKey, followers],
      [waitingPlansQuery(place).queryKey, plans.items],
    ];
  });
}
