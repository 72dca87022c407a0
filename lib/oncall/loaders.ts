import "server-only";
import { judgedSeconds } from "../core/health/attention.ts";
import { AXES, switchKey } from "../core/stages/positions.ts";
import { SUMMARY_SECONDS } from "../measurements/queries/summaries.ts";
import { recentSummaries } from "../measurements/reads/recent.ts";
import { moduleSummaries } from "../measurements/reads/summaries.ts";
import type { ModuleSummary } from "../measurements/schema.ts";
import { listMembers } from "../members/reads.ts";
import type { MemberView } from "../members/schema.ts";
import { listModules } from "../modules/reads.ts";
import type { ModuleView } from "../modules/schema.ts";
import { listPlans } from "../plans/reads.ts";
import type { PlanView } from "../plans/schema.ts";
import type { ProjectContext } from "../platform/context.ts";
import { contextOf, projectContext } from "../platform/identity.ts";
import { forPage } from "../platform/page.ts";
import { connection } from "../platform/server.ts";
import { requireSession } from "../platform/session.ts";
import { listProjects } from "../projects/reads.ts";
import type { ProjectView } from "../projects/schema.ts";
import { environmentOf } from "../switches/reads/environment.ts";
import { history, news } from "../switches/reads/history.ts";
import { keptStandings } from "../switches/reads/kept-standings.ts";
import { switchViews } from "../switches/reads/views.ts";
import type { ChangeView } from "../switches/schema/change.ts";
import type { ChangeLine } from "../switches/schema/history.ts";
import type { SwitchRow } from "../switches/schema/standings.ts";
import type { SwitchView } from "../switches/schema/switch.ts";

type Where = { project: ProjectView; environment: ProjectView["environments"][number] };

/** One environment of one project, with everything somebody on call looks at first. */
type OnCallPlace = Where & {
  modules: ModuleView[];
  rows: readonly SwitchRow[];
  summaries: ModuleSummary[];
  /** Of the last half hour, newest first. */
  changes: ChangeLine[];
  plans: PlanView[];
};

/** One module in one environment, with everything that is known of its switches, and their histories, newest first. */
type OnCallModule = {
  place: Where;
  module: ModuleView;
  switches: SwitchView[];
  summary: ModuleSummary | null;
  histories: Partial<Record<(typeof AXES)[number], ChangeView[]>>;
};

type OnCallProject = { project: ProjectView; members: MemberView[] };

const RECENT_MS = 30 * 60_000;
const NEWEST_STATES = 100;
const MOST_PLANS = 200;

/** Every environment the reader may see, protected ones first, and the people of each project. */
export function loadOnCall(): Promise<{ places: OnCallPlace[]; projects: OnCallProject[] }> {
  return forPage(async () => {
    const scopes = await visible();
    const places: OnCallPlace[] = [];
    // One project at a time: whoever sees many must not take every connection of the pool.
    for (const { context, project } of scopes) {
      places.push(...(await Promise.all(project.environments.map((environment) => placeOf(context, project, environment)))));
    }
    const projects = await Promise.all(
      scopes.map(async ({ context, project }) => ({ project, members: await listMembers(context) })),
    );
    return { places: protectedFirst(places), projects };
  });
}

type Asked = { module: string; project?: string | undefined; environment?: string | undefined };

/**
 * The modules of that key in the places asked for: one when the address names project and environment, else
 * every one the reader may see, protected environments first.
 */
export function loadOnCallModule(asked: Asked): Promise<OnCallModule[]> {
  return forPage(async () => {
    const found: OnCallModule[] = [];
    for (const { context, project } of await visible()) {
      if (asked.project !== undefined && project.key !== asked.project) continue;
      const module = (await listModules(context)).find(({ key }) => key === asked.module);
      if (!module) continue;
      for (const environment of project.environments) {
        if (asked.environment !== undefined && environment.key !== asked.environment) continue;
        found.push(await moduleAt(context, project, environment, module));
      }
    }
    return found.sort((a, b) => Number(b.place.environment.protected) - Number(a.place.environment.protected));
  });
}

type Scope = { context: ProjectContext; project: ProjectView };

async function visible(): Promise<Scope[]> {
  const identity = await requireSession();
  const context = contextOf(identity, connection().db, new Date(), "ui");
  const projects = await listProjects(context, identity);
  return Promise.all(
    projects.map(async (project) => ({ project, context: await projectContext(context, identity, project.key) })),
  );
}

async function placeOf(context: ProjectContext, project: ProjectView, environment: Where["environment"]): Promise<OnCallPlace> {
  const row = await environmentOf(context, environment.key);
  const since = new Date(context.now.getTime() - RECENT_MS).toISOString();
  const [modules, rows, summaries, changes, plans] = await Promise.all([
    listModules(context),
    keptStandings(context, row),
    recentSummaries(connection().pool, row.id, context.now),
    news(context, row),
    listPlans(context, { environment: environment.key, state: "waiting", limit: MOST_PLANS }),
  ]);
  const recent = changes.filter(({ at }) => at >= since);
  const judged = await sinceTakenBack(context, row.id, rows, summaries);
  return { project, environment, modules, rows, summaries: judged, changes: recent, plans: plans.items };
}

/** Figures of modules that were taken back within the span they are judged over begin with that. */
async function sinceTakenBack(
  { now }: ProjectContext,
  environmentId: string,
  rows: readonly SwitchRow[],
  summaries: ModuleSummary[],
): Promise<ModuleSummary[]> {
  const backAt = new Map<string, number>();
  for (const { module, change } of rows) {
    const at = change?.direction === "back" ? Date.parse(change.at) : 0;
    if (now.getTime() - at < SUMMARY_SECONDS * 1000) backAt.set(module, Math.max(at, backAt.get(module) ?? 0));
  }
  if (backAt.size === 0) return summaries;
  // Together, by the latest of them: a way back of a whole project is one question, not one a module.
  const seconds = judgedSeconds(Math.max(...backAt.values()) / 1000, now.getTime() / 1000, SUMMARY_SECONDS);
  const fresh = await moduleSummaries(connection().pool, environmentId, seconds, now, [...backAt.keys()]);
  const since = new Map(fresh.map((summary) => [summary.module, summary]));
  return summaries.map((summary) => since.get(summary.module) ?? summary);
}

async function moduleAt(
  context: ProjectContext,
  project: ProjectView,
  environment: Where["environment"],
  module: ModuleView,
): Promise<OnCallModule> {
  const row = await environmentOf(context, environment.key);
  const [switches, ...states] = await Promise.all([
    switchViews(context, row, { module: module.key }),
    ...AXES.map((axis) => history(context, row, switchKey(module.key, axis), { limit: NEWEST_STATES })),
  ]);
  const back = switches.flatMap(({ lastChange }) => (lastChange?.direction === "back" ? Date.parse(lastChange.at) / 1000 : []));
  const takenBackAt = back.length > 0 ? Math.max(...back) : null;
  const seconds = judgedSeconds(takenBackAt, context.now.getTime() / 1000, SUMMARY_SECONDS);
  const [summary = null] = await moduleSummaries(connection().pool, row.id, seconds, context.now, [module.key]);
  const histories = Object.fromEntries(AXES.map((axis, index) => [axis, states[index]?.items ?? []]));
  return { place: { project, environment }, module, switches, summary, histories };
}

function protectedFirst(places: OnCallPlace[]): OnCallPlace[] {
  return places.sort((a, b) => Number(b.environment.protected) - Number(a.environment.protected));
}
