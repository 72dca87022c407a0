import { needWholeProject, type ProjectContext } from "../platform/context.ts";
import { notFound } from "../platform/errors.ts";
import type { Prisma } from "../platform/generated/prisma/client.ts";
import { isId } from "../platform/ids.ts";
import type { TeamView } from "./schema.ts";

const WITH_MEMBERS = {
  members: { include: { membership: { include: { user: true } } } },
} satisfies Prisma.TeamInclude;
type Row = Prisma.TeamGetPayload<{ include: typeof WITH_MEMBERS }>;

/** Teams of the project, by name. */
export async function listTeams(context: ProjectContext): Promise<TeamView[]> {
  needWholeProject(context);
  const { db, project } = context;
  const rows = await db.team.findMany({ where: { projectId: project.id }, include: WITH_MEMBERS, orderBy: { name: "asc" } });
  return rows.map(teamView);
}

/** One team. Throws `not-found`. */
export async function readTeam(context: ProjectContext, id: string): Promise<TeamView> {
  needWholeProject(context);
  const { db, project } = context;
  const row = isId(id) ? await db.team.findFirst({ where: { id, projectId: project.id }, include: WITH_MEMBERS }) : null;
  if (!row) throw notFound("team");
  return teamView(row);
}

function teamView({ id, name, members, version, createdAt }: Row): TeamView {
  const people = members.map(({ membership: { user } }) => ({ id: user.id, name: user.name }));
  people.sort((a, b) => a.name.localeCompare(b.name, "en") || (a.id < b.id ? -1 : 1));
  return { id, name, members: people, version, createdAt: createdAt.toISOString() };
}
