import { authorise, inTransaction, lockProject, type ProjectContext } from "../../platform/context.ts";
import { refused } from "../../platform/errors.ts";
import { changeSwitch } from "../../switches/commands/change.ts";
import { lockSwitch } from "../../switches/commands/lock.ts";
import { isAuthor } from "../reads/approval.ts";
import { proposalRow, viewOf } from "../reads/views.ts";
import type { ProposalApplied, ProposalView } from "../schema.ts";
import { advance, note, type Step } from "./guard.ts";

/** A second person agrees to exactly this version. Throws `refused` to its author and to tokens. */
export async function approveProposal(context: ProjectContext, step: Step): Promise<ProposalView> {
  authorise(context, "proposal.approve");
  return inTransaction(context, async (inside) => {
    await lockProject(inside);
    const row = await proposalRow(inside, step.proposal);
    authorise(inside, "proposal.approve", row.environmentId);
    await requireSecondPerson(inside, row);
    const { actor, now } = inside;
    const view = await advance(inside, step, { approvedById: actor.id, approvedBy: actor.name, approvedAt: now });
    await note(inside, "approve", view, { before: { approvedBy: null }, after: { approvedBy: actor.name } });
    return view;
  });
}

/**
 * Makes the change, judged like any other by the facts as they are now. All or nothing. Throws `refused` also when
 * whoever approved it could not do so any more.
 */
export async function applyProposal(context: ProjectContext, step: Step): Promise<ProposalApplied> {
  authorise(context, "proposal.edit");
  return inTransaction(context, async (inside) => {
    const known = await proposalRow(inside, step.proposal);
    authorise(inside, "proposal.edit", known.environmentId);
    const asked = { environment: known.environment.key, key: known.switch.key };
    const { environment } = await lockSwitch(inside, asked, "proposal.edit");
    const { approvedBy, approvalLapsed, change } = await viewOf(inside, await proposalRow(inside, step.proposal));
    const proposal = await advance(inside, step, { state: "applied" });
    if (approvedBy && approvalLapsed && environment.approvals) throw refused([lapsed(approvedBy.name)]);
    const consent = approvedBy && !approvalLapsed ? { approvedBy: approvedBy.name } : {};
    const changed = await changeSwitch(inside, { ...asked, ...change }, consent);
    await note(inside, "apply", proposal, { before: { state: "open" }, after: { state: "applied", version: changed.version } });
    return { proposal: { ...proposal, switchVersion: changed.version }, changed };
  });
}

export async function withdrawProposal(context: ProjectContext, step: Step): Promise<ProposalView> {
  authorise(context, "proposal.edit");
  return inTransaction(context, async (inside) => {
    await lockProject(inside);
    const row = await proposalRow(inside, step.proposal);
    authorise(inside, "proposal.edit", row.environmentId);
    const view = await advance(inside, step, { state: "withdrawn" });
    await note(inside, "withdraw", view, { before: { state: "open" }, after: { state: "withdrawn" } });
    return view;
  });
}

/** A token agrees to nothing, nor does whoever is behind the proposal. */
async function requireSecondPerson(context: ProjectContext, author: { proposedById: string; proposedBy: string }): Promise<void> {
  const { actor, db } = context;
  if (actor.kind === "user" && !(await isAuthor(db, author.proposedById, actor))) return;
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

function lapsed(by: string) {
  const message = `${by} approved this and may not approve changes here any more. Let somebody else approve it.`;
  return { rule: "approval", message, detail: { approvedBy: null, lapsed: by } };
}
