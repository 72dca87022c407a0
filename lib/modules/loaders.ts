import "server-only";
import type { QueryKey } from "@tanstack/react-query";
import { headers } from "next/headers";
import { AXES, switchKey } from "../core/stages/positions.ts";
import { instancesQuery } from "../instances/queries.ts";
import { listInstances } from "../instances/reads/list.ts";
import { leaseClock } from "../instances/reads.ts";
import { moduleMeasurementsQuery, type Span } from "../measurements/queries.ts";
import { measurements } from "../measurements/reads.ts";
import { readEnv } from "../platform/env.ts";
import { forPage } from "../platform/page.ts";
import { connection } from "../platform/server.ts";
import { pageContext } from "../platform/session.ts";
import { switchHistoryQuery } from "../switches/queries.ts";
import { environmentOf } from "../switches/reads/environment.ts";
import { history } from "../switches/reads/history.ts";
import { readModule } from "./reads.ts";

const NEWEST_STATES = 100;

type Spans = { short: Span | null; usual: Span };
type Loaded = { entries: (readonly [QueryKey, unknown])[]; young: boolean };

/**
 * History, instances and figures of one module. `young` when all its figures of the usual span lie within the
 * short one, so that a chart of that would be mostly empty; the short one, when given, is loaded then.
 */
export function loadModule(projectKey: string, environmentKey: string, moduleKey: string, spans: Spans): Promise<Loaded> {
  return forPage(async () => {
    const context = await pageContext(projectKey);
    await readModule(context, moduleKey);
    const environment = await environmentOf(context, environmentKey);
    const place = { project: projectKey, environment: environmentKey };
    const scope = { projectId: context.project.id, environmentId: environment.id };
    const figures = (span: Span) =>
      measurements(connection().pool, scope, { module: moduleKey, by: "path", ...span }, context.now);
    const [usual, running, ...states] = await Promise.all([
      figures(spans.usual),
      listInstances(context.db, environment, await leaseClock(context.db)),
      ...AXES.map((axis) => history(context, environment, switchKey(moduleKey, axis), { limit: NEWEST_STATES })),
    ]);
    const first = Math.min(...usual.series.flatMap(({ points }) => points.slice(0, 1).map(({ t }) => t)));
    const { short, usual: asked } = spans;
    const young = short !== null && Number.isFinite(first) && first > usual.to - short.seconds;
    const span = young ? short : asked;
    return {
      young,
      entries: [
        [moduleMeasurementsQuery(projectKey, environmentKey, moduleKey, span).queryKey, young ? await figures(span) : usual],
        [instancesQuery(projectKey, environmentKey).queryKey, { ...running, nextCursor: null }],
        ...AXES.map(
          (axis, index) => [switchHistoryQuery(place, switchKey(moduleKey, axis)).queryKey, states[index]?.items ?? []] as const,
        ),
      ],
    };
  });
}

/** Where services reach the dataplane, as seen from the address this console was asked under. */
export async function dataplaneAddress(): Promise<string> {
  const head = await headers();
  const host = head.get("x-forwarded-host") ?? head.get("host") ?? "127.0.0.1";
  const url = new URL(`http://${host}`);
  url.port = String(readEnv().DATAPLANE_PORT);
  return url.origin;
}
