import { record } from "../../audit/commands.ts";
import { staleWrite } from "../../audit/reads/trail.ts";
import type { ProjectContext } from "../../platform/context.ts";
import { type AppError, conflict } from "../../platform/errors.ts";
import type { Prisma } from "../../platform/generated/prisma/client.ts";
import { readProposal } from "../reads/views.ts";
import type { ProposalView } from "../schema.ts";

/** A step of a proposal, made against the version its maker saw. */
export type Step = { proposal: string; expectedVersion: number };

/** Takes an open proposal to its next version. Throws `conflict` when it is another by now, or at its end. */
export async function advance(
  context: ProjectContext,
  { proposal: id, expectedVersion }: Step,
  data: Prisma.ProposalUpdateManyMutationInput,
): Promise<ProposalView> {
  const { count } = await context.db.proposal.updateMany({
    where: { id, version: expectedVersion, state: "open" },
    data: { ...data, version: { increment: 1 }, updatedAt: context.now },
  });
  if (count !== 1) throw await stale(context, id, expectedVersion);
  return readProposal(context, id);
}

export async function note(
  context: ProjectContext,
  verb: "create" | "update" | "approve" | "apply" | "withdraw",
  view: ProposalView,
  change: { before: Record<string, unknown> | null; after: Record<string, unknown> | null },
): Promise<void> {
  await record(context, {
    act: `proposal.${verb}`,
    targetKind: "proposal",
    targetKey: view.id,
    environment: view.environment,
    before: change.before,
    after: { switch: view.switch, ...change.after },
    reason: view.change.reason ?? null,
  });
}

async function stale(context: ProjectContext, id: string, expected: number): Promise<AppError> {
  const current = await readProposal(context, id);
  const { overtakenBy } = current;
  if (overtakenBy) {
    const what = `${overtakenBy.act} by ${overtakenBy.by}, version ${overtakenBy.version}`;
    return conflict(`${current.switch} was changed since: ${what}. Propose the change anew.`, current);
  }
  if (current.version === expected)
    return conflict(`The proposal was ${current.state} already. Propose the change anew.`, current);
  const target = { kind: "proposal", key: id, label: `the proposal for ${current.switch}` };
  return staleWrite(context, target, expected, current);
}
