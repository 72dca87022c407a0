import "server-only";
import type { QueryKey } from "@tanstack/react-query";
import { cache } from "react";
import { listModules } from "../modules/reads.ts";
import { contextOf, ownsEverything } from "../platform/identity.ts";
import { forPage } from "../platform/page.ts";
import { connection } from "../platform/server.ts";
import { pageContext, requireSession } from "../platform/session.ts";
import { projectQuery } from "./queries.ts";
import { listProjects, readProject } from "./reads.ts";
import type { ProjectView } from "./schema.ts";

type Place = { project: string; environment: string; module: string };

/** The projects the reader may see, by name. */
export const loadProjects = cache(
  (): Promise<ProjectView[]> =>
    forPage(async () => {
      const identity = await requireSession();
      return listProjects(contextOf(identity, connection().db, new Date(), "ui"), identity);
    }),
);

/** Whether the reader may make projects. */
export const mayCreateProjects = cache(
  (): Promise<boolean> => forPage(async () => ownsEverything(connection().db, await requireSession())),
);

/** What every page of a project shows around itself: the project, its environments, the reader and their role. */
export const loadConsole = cache((projectKey: string) =>
  forPage(async () => {
    const [identity, { project }, projects] = await Promise.all([requireSession(), pageContext(projectKey), loadProjects()]);
    const shown = projects.find(({ key }) => key === project.key);
    return {
      project: {
        key: project.key,
        name: shown?.name ?? project.key,
        timeZone: shown?.timeZone ?? "UTC",
        demo: shown?.demo ?? false,
      },
      projects: projects.map(({ key, name }) => ({ key, name })),
      environments: shown?.environments ?? [],
      role: project.role,
      user: { id: identity.userId, name: identity.name, email: identity.email },
    };
  }),
);

/** Name, goal and version of one project, for the page's query. */
export function loadProject(projectKey: string): Promise<readonly [QueryKey, unknown]> {
  return forPage(async () => [projectQuery(projectKey).queryKey, await readProject(await pageContext(projectKey))]);
}

/** Keys of things there are, for examples: those asked for where the reader may see them, else the first of each. */
export function loadExamplePlace(asked: Place): Promise<Place> {
  return forPage(async () => {
    const projects = await loadProjects();
    const project = projects.find(({ key }) => key === asked.project) ?? projects[0];
    if (!project) return { project: "", environment: "", module: "" };
    const { environments, key } = project;
    const environment =
      environments.find((each) => each.key === asked.environment) ??
      environments.find((each) => each.protected) ??
      environments[0];
    const modules = await listModules(await pageContext(key));
    const module = modules.find((each) => each.key === asked.module) ?? modules[0];
    return { project: key, environment: environment?.key ?? "", module: module?.key ?? "" };
  });
}
