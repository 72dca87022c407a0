import "server-only";
import { headers } from "next/headers";
import { AXES, switchKey } from "../core/stages/positions.ts";
import { moduleMeasurementsQuery, summaryQuery } from "../measurements/queries/module.ts";
import { type Span, SUMMARY_SECONDS } from "../measurements/queries/summaries.ts";
import { measurements } from "../measurements/reads/series.ts";
import { moduleSummaries } from "../measurements/reads/summaries.ts";
import { readEnv } from "../platform/env.ts";
import { type Entry, forPage } from "../platform/page.ts";
import { connection } from "../platform/server.ts";
import { pageContext } from "../platform/session.ts";
import { moduleSwitchesQuery, switchHistoryQuery } from "../switches/queries/module.ts";
import { followingQuery } from "../switches/queries/standings.ts";
import { environmentOf } from "../switches/reads/environment.ts";
import { following } from "../switches/reads/following.ts";
import { history } from "../switches/reads/history.ts";
import { switchViews } from "../switches/reads/views.ts";
import { moduleQuery } from "./queries/modules.ts";
import { readModule } from "./reads.ts";

/** Of each switch, as many as the list of changes shows at first. */
const NEWEST_STATES = 12;

type Spans = { short: Span | null; usual: Span };
type Loaded = { entries: Entry[]; young: boolean };

/**
 * Switches, history and figures of one module. `young` when all its figures of the usual span lie within the
 * short one, so that a chart of that would be mostly empty; the short one, when given, is loaded then.
 */
export function loadModule(projectKey: string, environmentKey: string, moduleKey: string, spans: Spans): Promise<Loaded> {
  return forPage(async () => {
    const context = await pageContext(projectKey);
    const module = await readModule(context, moduleKey);
    const environment = await environmentOf(context, environmentKey);
    const place = { project: projectKey, environment: environmentKey };
    const scope = { projectId: context.project.id, environmentId: environment.id };
    const figures = (span: Span) =>
      measurements(connection().pool, scope, { module: moduleKey, by: "path", ...span }, context.now);
    const [usual, switches, [summary = null], followers, ...states] = await Promise.all([
      figures(spans.usual),
      switchViews(context, environment, { module: moduleKey }),
      moduleSummaries(connection().pool, environment.id, SUMMARY_SECONDS, context.now, [moduleKey]),
      following(context, environment),
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
        [moduleQuery(projectKey, moduleKey).queryKey, module],
        [moduleSwitchesQuery(place, moduleKey).queryKey, switches],
        [summaryQuery(projectKey, environmentKey, moduleKey).queryKey, summary],
        [followingQuery(place).queryKey, followers],
        ...AXES.map((axis, index): Entry => {
          const { queryKey } = switchHistoryQuery(place, switchKey(moduleKey, axis));
          return [queryKey, states[index]?.items ?? [], "part"];
        }),
      ],
    };
  });
}

/** Where services reach the dataplane: as it was named, or as seen from the address this console was asked under. */
export async function dataplaneAddress(): Promise<string> {
  const { DATAPLANE_URL, DATAPLANE_PORT } = readEnv();
  if (DATAPLANE_URL !== undefined) return DATAPLANE_URL.replace(/\/+$/, "");
  const head = await headers();
  const host = head.get("x-forwarded-host") ?? head.get("host") ?? "127.0.0.1";
  const url = new URL(`http://${host}`);
  url.port = String(DATAPLANE_PORT);
  return url.origin;
}
