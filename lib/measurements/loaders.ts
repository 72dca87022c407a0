import "server-only";
import type { QueryKey } from "@tanstack/react-query";
import { forPage } from "../platform/page.ts";
import { connection } from "../platform/server.ts";
import { pageContext } from "../platform/session.ts";
import { environmentOf } from "../switches/reads/environment.ts";
import { TRAFFIC_SPAN, trafficOf, trafficQuery } from "./queries/traffic.ts";
import { measurements } from "./reads/series.ts";

/** Which path answered the requests of the last hour, for the overview's query. */
export function loadTraffic(projectKey: string, environmentKey: string): Promise<readonly [QueryKey, unknown]> {
  return forPage(async () => {
    const context = await pageContext(projectKey);
    const { id } = await environmentOf(context, environmentKey);
    const query = { kind: "http", by: "path", ...TRAFFIC_SPAN } as const;
    const measured = await measurements(
      connection().pool,
      { projectId: context.project.id, environmentId: id },
      query,
      context.now,
    );
    return [trafficQuery(projectKey, environmentKey).queryKey, trafficOf(measured)];
  });
}
