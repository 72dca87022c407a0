import type { Role } from "../core/access/policy.ts";
import { dayIn } from "../core/plan/days.ts";
import type { Context, ProjectContext } from "../platform/context.ts";
import type { Db } from "../platform/db.ts";
import type { Environment, Prisma, Project } from "../platform/generated/prisma/client.ts";
import { type Identity, requireLiveUser } from "../platform/identity.ts";
import type { ProjectView } from "./schema.ts";

const inOrder = { environments: { orderBy: [{ position: "asc" }, { id: "asc" }] } } satisfies Prisma.ProjectInclude;

/** The projects somebody may see, by name, each with their role in it. Throws `unauthenticated` for an ended session. */
export async function listProjects({ db }: Context, identity: Identity): Promise<ProjectView[]> {
  const roles = await visibleRoles(db, identity);
  const rows = await db.project.findMany({
    where: roles.everywhere ? {} : { id: { in: [...roles.by.keys()] } },
    include: inOrder,
    orderBy: [{ name: "asc" }, { id: "asc" }],
  });
  const only = identity.kind === "token" ? identity.environmentId : null;
  return rows.map((row) => projectView(row, roles.everywhere ?? roles.by.get(row.id) ?? "viewer", only));
}

/** The project of the context. */
export async function readProject({ db, project }: ProjectContext): Promise<ProjectView & { version: number }> {
  const row = await db.project.findUniqueOrThrow({ where: { id: project.id }, include: inOrder });
  return projectView(row, project.role, project.environmentId);
}

/** The project's own day. */
export async function todayOf({ db, project, now }: ProjectContext): Promise<string> {
  const { timeZone } = await db.project.findUniqueOrThrow({ where: { id: project.id }, select: { timeZone: true } });
  return dayIn(timeZone, now);
}

type Visible = { everywhere: Role | null; by: ReadonlyMap<string, Role> };

async function visibleRoles(db: Db, identity: Identity): Promise<Visible> {
  if (identity.kind === "token") {
    return identity.projectId === null
      ? { everywhere: identity.role, by: new Map() }
      : { everywhere: null, by: new Map([[identity.projectId, identity.role]]) };
  }
  const user = await requireLiveUser(db, identity);
  if (user.isOwner) return { everywhere: "admin", by: new Map() };
  const memberships = await db.membership.findMany({ where: { userId: user.id, pending: false } });
  return { everywhere: null, by: new Map(memberships.map(({ projectId, role }) => [projectId, role])) };
}

/** A token of one environment is told of that one only. */
function projectView(row: Project & { environments: Environment[] }, role: Role, only: string | null): ProjectView {
  const environments = row.environments.filter(({ id, archivedAt }) => archivedAt === null && (only === null || id === only));
  return {
    key: row.key,
    name: row.name,
    goal: row.goal,
    timeZone: row.timeZone,
    demo: row.demo,
    version: row.version,
    createdAt: row.createdAt.toISOString(),
    role,
    environments: environments.map(({ key, name, protected: guarded }) => ({ key, name, protected: guarded })),
  };
}
