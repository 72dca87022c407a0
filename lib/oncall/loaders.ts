import "server-only";
import { AXES, switchKey } from "../core/stages/positions.ts";
import { SUMMARY_SECONDS } from "../measurements/queries.ts";
import { moduleSummaries } from "../measurements/reads.ts";
import type { ModuleSummary } from "../measurements/schema.ts";
import { listMembers } from "../members/reads.ts";
import type { MemberView } from "../members/schema.ts";
import { listModules } from "../modules/reads.ts";
import type { ModuleView } from "../modules/schema.ts";
import type { ProjectContext } from "../platform/context.ts";
import { contextOf, projectContext } from "../platform/identity.ts";
import { forPage } from "../platform/page.ts";
import { connection } from "../platform/server.ts";
import { requireSession } from "../platform/session.ts";
import { listProjects } from "../projects/reads.ts";
import type { ProjectView } from "../projects/schema.ts";
import { environmentOf } from "../switches/reads/environment.ts";
import { changesSince, history } from "../switches/reads/history.ts";
import { switchViews } from "../switches/reads/views.ts";
import type { ChangeView, SwitchView } from "../switches/schema.ts";

/** One environment of one project, with everything somebody on call looks at first. */
type OnCallPlace = {
  project: ProjectView;
  environment: ProjectView["environments"][number];
  modules: ModuleView[];
  switches: SwitchView[];
  summaries: ModuleSummary[];
  /** Of the last half hour, newest first. */
  changes: ChangeView[];
};

/** The same for one module, with its histories, newest first. */
type OnCallModule = {
  place: OnCallPlace;
  module: ModuleView;
  histories: Partial<Record<(typeof AXES)[number], ChangeView[]>>;
};

type OnCallProject = { project: ProjectView; members: MemberView[] };

const RECENT_MS = 30 * 60_000;
const MOST_CHANGES = 30;
const NEWEST_STATES = 100;

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

async function placeOf(
  context: ProjectContext,
  project: ProjectView,
  { key }: { key: string },
  only: { module?: string } = {},
): Promise<OnCallPlace> {
  const environment = await environmentOf(context, key);
  const since = new Date(context.now.getTime() - RECENT_MS);
  const [modules, switches, summaries, changes] = await Promise.all([
    listModules(context),
    switchViews(context, environment, only),
    moduleSummaries(connection().pool, environment.id, SUMMARY_SECONDS, context.now),
    changesSince(context, environment, since, MOST_CHANGES),
  ]);
  const shown = project.environments.find((candidate) => candidate.key === key);
  return { project, environment: shown ?? { key, name: key, protected: false }, modules, switches, summaries, changes };
}

async function moduleAt(
  context: ProjectContext,
  project: ProjectView,
  { key }: { key: string },
  module: ModuleView,
): Promise<OnCallModule> {
  const environment = await environmentOf(context, key);
  const [place, ...states] = await Promise.all([
    placeOf(context, project, { key }, { module: module.key }),
    ...AXES.map((axis) => history(context, environment, switchKey(module.key, axis), { limit: NEWEST_STATES })),
  ]);
  const histories = Object.fromEntries(AXES.map((axis, index) => [axis, states[index]?.items ?? []]));
  return { place, module, histories };
}

function protectedFirst(places: OnCallPlace[]): OnCallPlace[] {
  return places.sort((a, b) => Number(b.environment.protected) - Number(a.environment.protected));
}
