import type { z } from "zod";
import { changedFields } from "../../core/plan/changed-fields.ts";
import { frictionOf, lacking } from "../../core/stages/friction.ts";
import { propose, type Refusal } from "../../core/stages/propose.ts";
import { FULL_SHARE } from "../../core/stages/state.ts";
import { environmentRow } from "../../environments/reads.ts";
import { authorise, inTransaction, lockProject, type ProjectContext } from "../../platform/context.ts";
import { refused } from "../../platform/errors.ts";
import type { Environment, Switch } from "../../platform/generated/prisma/client.ts";
import { expectVersion, refuseAnotherDatabase } from "../../switches/commands/lock.ts";
import { archivedEnvironment, archivedModule } from "../../switches/reads/archived.ts";
import { partsOf, stateOf } from "../../switches/reads/rows.ts";
import { proposalRow, readProposal, switchRow, viewOf } from "../reads/views.ts";
import type { ChangeAsked, ProposalView, proposalPatchSchema } from "../schema.ts";
import { advance, note } from "./guard.ts";

/**
 * Asks for a second person's word on a forward change. Throws `conflict` when the switch changed since, `refused`
 * when the change could never be made as it is written.
 */
export async function createProposal(
  context: ProjectContext,
  input: { environment: string; key: string } & ChangeAsked,
): Promise<ProposalView> {
  authorise(context, "proposal.edit");
  const { environment: environmentKey, key, ...change } = input;
  return inTransaction(context, async (inside) => {
    const { db, project, actor, now } = inside;
    const environment = await environmentRow(inside, environmentKey);
    authorise(inside, "proposal.edit", environment.id);
    // A change of the switch ends its open proposals, so none is made beside one.
    await lockProject(inside);
    await refuseAnotherDatabase(inside);
    const row = await switchRow(inside, environment, key);
    await judge(inside, environment, row, change);
    const { id } = await db.proposal.create({
      data: {
        projectId: project.id,
        environmentId: environment.id,
        switchId: row.id,
        change,
        proposedById: actor.id,
        proposedBy: actor.name,
        createdAt: now,
        updatedAt: now,
      },
    });
    const view = await readProposal(inside, id);
    await note(inside, "create", view, { before: null, after: asked(change) });
    return view;
  });
}

/** Puts another change in its place. Whoever writes it is its author now, and an approval no longer holds. */
export async function updateProposal(
  context: ProjectContext,
  input: { proposal: string } & z.infer<typeof proposalPatchSchema>,
): Promise<ProposalView> {
  authorise(context, "proposal.edit");
  const { change, ...step } = input;
  return inTransaction(context, async (inside) => {
    await lockProject(inside);
    await refuseAnotherDatabase(inside);
    const known = await proposalRow(inside, step.proposal);
    authorise(inside, "proposal.edit", known.environmentId);
    const before = await viewOf(inside, known);
    const { actor } = inside;
    const author = { proposedById: actor.id, proposedBy: actor.name };
    const view = await advance(inside, step, { change, ...author, approvedById: null, approvedBy: null, approvedAt: null });
    const environment = await environmentRow(inside, view.environment);
    await judge(inside, environment, await switchRow(inside, environment, view.switch), change);
    const changed = changedFields<Record<string, unknown>>(asked(before.change), asked(change));
    const approvedBy = before.approvedBy?.name ?? null;
    await note(inside, "update", view, {
      before: { ...changed?.before, approvedBy },
      after: { ...changed?.after, approvedBy: null },
    });
    return view;
  });
}

/** What the switch alone and the level of the change say; rules that depend on facts are asked when it is applied. */
async function judge(context: ProjectContext, environment: Environment, row: Switch, change: ChangeAsked): Promise<void> {
  await expectVersion(context, environment, row, change.expectedVersion);
  await refuseArchived(context, environment, row);
  const { module } = partsOf(row.key);
  const from = stateOf(row);
  const proposed = propose(from, { ...change, share: change.share ?? FULL_SHARE, act: "change" });
  if (!proposed.ok) throw refused(proposed.refusals);
  const { direction } = proposed.course;
  if (direction !== "forward") throw refused([needsNobody(row.key)]);
  const passesGates = change.override !== undefined;
  const level = frictionOf(from, proposed.next, direction, environment, passesGates);
  const refusals = lacking(level, change, module, passesGates);
  if (refusals.length > 0) throw refused(refusals);
}

async function refuseArchived({ db }: ProjectContext, environment: Environment, row: Switch): Promise<void> {
  if (environment.archivedAt) throw refused([archivedEnvironment(environment.key)]);
  const module = await db.module.findUniqueOrThrow({ where: { id: row.moduleId } });
  if (module.archivedAt) throw refused([archivedModule(module.key)]);
}

function needsNobody(key: string): Refusal {
  return {
    rule: "not-forward",
    message: "Only forward changes wait for a second person. Make this one at once.",
    detail: { switch: key },
  };
}

/** The change without what is written elsewhere: the reason is the audit row's own. */
function asked({ reason: _, ...change }: ChangeAsked): Record<string, unknown> {
  return change;
}
