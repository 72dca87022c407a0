import { keepWithin, ownEnvironment, type ProjectContext } from "../../platform/context.ts";
import { checkCursor } from "../../platform/cursor.ts";
import { notFound } from "../../platform/errors.ts";
import type { Prisma, Switch } from "../../platform/generated/prisma/client.ts";
import { isId } from "../../platform/ids.ts";
import { partsOf } from "../../switches/reads/rows.ts";
import { type ProposalView, storedChangeSchema } from "../schema.ts";
import { approvalHolds } from "./approval.ts";

const WITH_SWITCH = {
  switch: { select: { key: true, version: true } },
  environment: { select: { key: true } },
} satisfies Prisma.ProposalInclude;
export type ProposalRow = Prisma.ProposalGetPayload<{ include: typeof WITH_SWITCH }>;

type Which = { environment?: string | undefined; switch?: string | undefined; state?: ProposalView["state"] | undefined };

/** Proposals of the project, newest first. The cursor is the id before which the page starts. */
export async function listProposals(
  context: ProjectContext,
  which: Which,
  page: { cursor?: string | undefined; limit: number },
): Promise<{ items: ProposalView[]; nextCursor: string | null }> {
  const { db, project } = context;
  await checkCursor(page.cursor, (id) => db.proposal.count({ where: { id, projectId: project.id } }));
  const rows = await db.proposal.findMany({
    where: {
      projectId: project.id,
      ...ownEnvironment(context),
      ...(which.environment === undefined ? {} : { environment: { key: which.environment } }),
      ...(which.switch === undefined ? {} : { switch: { key: which.switch } }),
      ...(which.state === undefined ? {} : { state: which.state }),
      ...(page.cursor === undefined ? {} : { id: { lt: page.cursor } }),
    },
    include: WITH_SWITCH,
    orderBy: { id: "desc" },
    take: page.limit + 1,
  });
  const items: ProposalView[] = [];
  for (const row of rows.slice(0, page.limit)) items.push(await viewOf(context, row));
  return { items, nextCursor: rows.length > page.limit ? (items.at(-1)?.id ?? null) : null };
}

/** One proposal. Throws `not-found`. */
export async function readProposal(context: ProjectContext, id: string): Promise<ProposalView> {
  return viewOf(context, await proposalRow(context, id));
}

/** The switch a proposal is about. Throws `not-found`. */
export async function switchRow({ db }: ProjectContext, environment: { id: string }, key: string): Promise<Switch> {
  const row = await db.switch.findUnique({ where: { environmentId_key: { environmentId: environment.id, key } } });
  if (!row) throw notFound("switch");
  return row;
}

export async function proposalRow(context: ProjectContext, id: string): Promise<ProposalRow> {
  const { db, project } = context;
  const row = isId(id) ? await db.proposal.findFirst({ where: { id, projectId: project.id }, include: WITH_SWITCH }) : null;
  if (!row) throw notFound("proposal");
  keepWithin(context, row.environmentId);
  return row;
}

export async function viewOf(context: ProjectContext, row: ProposalRow): Promise<ProposalView> {
  const change = storedChangeSchema.parse(row.change);
  const { module, axis } = partsOf(row.switch.key);
  return {
    id: row.id,
    environment: row.environment.key,
    switch: row.switch.key,
    module,
    axis,
    change,
    state: row.state as ProposalView["state"],
    version: row.version,
    stale: row.state === "overtaken",
    overtakenBy: row.state === "overtaken" ? await overtaker(context, row.switchId, change.expectedVersion) : null,
    switchVersion: row.switch.version,
    proposedBy: { id: row.proposedById, name: row.proposedBy },
    approvedBy: row.approvedById === null ? null : { id: row.approvedById, name: row.approvedBy ?? "" },
    approvalLapsed: row.state === "open" && row.approvedById !== null && !(await approvalHolds(context, row, row.approvedById)),
    approvedAt: row.approvedAt?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}

/** The first change of a switch after the version somebody saw. */
async function overtaker({ db }: ProjectContext, switchId: string, seen: number): Promise<ProposalView["overtakenBy"]> {
  const change = await db.switchChange.findUnique({ where: { switchId_version: { switchId, version: seen + 1 } } });
  return change && { act: change.act, by: change.actorName, version: change.version, at: change.at.toISOString() };
}
