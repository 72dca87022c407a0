import "server-only";
import type { QueryKey } from "@tanstack/react-query";
import { notFound } from "next/navigation";
import { cache } from "react";
import { listEnvironments } from "../environments/reads.ts";
import { SUMMARY_SECONDS, summariesQuery } from "../measurements/queries.ts";
import { moduleSummaries } from "../measurements/reads.ts";
import { modulesQuery } from "../modules/queries.ts";
import { listModules } from "../modules/reads.ts";
import { environmentShown } from "../platform/api-client.ts";
import { forPage } from "../platform/page.ts";
import { connection } from "../platform/server.ts";
import { pageContext } from "../platform/session.ts";
import { recentChangesQuery, recoveriesQuery, switchesQuery } from "./queries.ts";
import { environmentOf } from "./reads/environment.ts";
import { changesSince } from "./reads/history.ts";
import { listRecoveries } from "./reads/recovery.ts";
import { switchViews } from "./reads/views.ts";

const HOUR_MS = 3_600_000;
const MOST_CHANGES = 100;

/** Key of the environment a page's URL asks for; the 404 page when the project has none of that key. */
export async function environmentAsked(projectKey: string, asked: string | undefined): Promise<string> {
  const context = await forPage(() => pageContext(projectKey));
  const shown = environmentShown(await forPage(() => listEnvironments(context)), asked);
  return shown?.key ?? notFound();
}

/** Modules, switches, recent changes and the last minutes' figures: what the frame, the overview and the board read. */
export const loadSwitches = cache((projectKey: string, environmentKey: string) =>
  forPage(async (): Promise<(readonly [QueryKey, unknown])[]> => {
    const context = await pageContext(projectKey);
    const environment = await environmentOf(context, environmentKey);
    const place = { project: projectKey, environment: environmentKey };
    const since = new Date(context.now.getTime() - HOUR_MS);
    const [modules, switches, changes, recoveries, summaries] = await Promise.all([
      listModules(context),
      switchViews(context, environment),
      changesSince(context, environment, since, MOST_CHANGES),
      listRecoveries(context),
      moduleSummaries(connection().pool, environment.id, SUMMARY_SECONDS, context.now),
    ]);
    return [
      [modulesQuery(projectKey).queryKey, modules],
      [switchesQuery(place).queryKey, switches],
      [recentChangesQuery(place).queryKey, changes],
      [recoveriesQuery(projectKey).queryKey, recoveries],
      [summariesQuery(projectKey, environmentKey).queryKey, summaries],
    ];
  }),
);
