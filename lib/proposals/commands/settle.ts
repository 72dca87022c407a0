import { authorise, inTransaction, type ProjectContext } from "../../platform/context.ts";
import { refused } from "../../platform/errors.ts";
import { isId } from "../../platform/ids.ts";
import { changeSwitch } from "../../switches/commands/change.ts";
import { proposalRow, proposalView } from "../reads.ts";
import type { ProposalApplied, ProposalView } from "../schema.ts";
import { advance, note, type Step } from "./guard.ts";

/** A second person agrees to exactly this version. Throws `refused` to its author and to tokens. */
export async function approveProposal(context: ProjectContext, step: Step): Promise<ProposalView> {
  authorise(context, "proposal.approve");
  return inTransaction(context, async (inside) => {
    const row = await proposalRow(inside, step.proposal);
    authorise(inside, "proposal.approve", row.environmentId);
    await requireSecondPerson(inside, row);
    const { actor, now } = inside;
    const view = await advance(inside, step, { approvedById: actor.id, approvedBy: actor.name, approvedAt: now });
    await note(inside, "approve", view, { before: { approvedBy: null }, after: { approvedBy: actor.name } });
    return view;
  });
}

/** Makes the change, judged like any other by the facts as they are now. All or nothing. */
export async function applyProposal(context: ProjectContext, step: Step): Promise<ProposalApplied> {
  authorise(context, "proposal.edit");
  return inTransaction(context, async (inside) => {
    const row = await proposalRow(inside, step.proposal);
    authorise(inside, "proposal.edit", row.environmentId);
    const { environment, switch: key, change, approvedBy } = proposalView(row);
    const proposal = await advance(inside, step, { state: "applied" });
    const changed = await changeSwitch(
      inside,
      { environment, key, ...change },
      approvedBy ? { approvedBy: approvedBy.name } : {},
    );
    await note(inside, "apply", proposal, { before: { state: "open" }, after: { state: "applied", version: changed.version } });
    return { proposal: { ...proposal, switchVersion: changed.version }, changed };
  });
}

export async function withdrawProposal(context: ProjectContext, step: Step): Promise<ProposalView> {
  authorise(context, "proposal.edit");
  return inTransaction(context, async (inside) => {
    const row = await proposalRow(inside, step.proposal);
    authorise(inside, "proposal.edit", row.environmentId);
    const view = await advance(inside, step, { state: "withdrawn" });
    await note(inside, "withdraw", view, { before: { state: "open" }, after: { state: "withdrawn" } });
    return view;
  });
}

/** Whoever holds a token may have made it, so a token agrees to nothing, nor its maker to what it proposed. */
async function requireSecondPerson(context: ProjectContext, author: { proposedById: string; proposedBy: string }): Promise<void> {
  const { actor, db } = context;
  const token = isId(author.proposedById) ? await db.apiToken.findUnique({ where: { id: author.proposedById } }) : null;
  const second = actor.kind === "user" && actor.id !== author.proposedById && token?.createdBy !== actor.name;
  if (second) return;
  throw refused([
    {
      rule: "second-person",
      message:
        actor.kind === "user"
          ? "You wrote this proposal; somebody else has to approve it."
          : "A token cannot approve; a lead who did not write the proposal has to sign in and do it.",
      detail: { proposedBy: author.proposedBy, actor: actor.kind },
    },
  ]);
}
