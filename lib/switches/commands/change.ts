import type { z } from "zod";
import type { Given } from "../../core/stages/friction.ts";
import type { Command } from "../../core/stages/move.ts";
import { sameStanding } from "../../core/stages/state.ts";
import { leaseClock } from "../../instances/reads.ts";
import { authorise, inTransaction, type ProjectContext } from "../../platform/context.ts";
import { notFound, refused } from "../../platform/errors.ts";
import type { Switch } from "../../platform/generated/prisma/client.ts";
import { type EnvironmentRow, environmentOf } from "../reads/environment.ts";
import { type Surroundings, surroundings } from "../reads/facts.ts";
import { type Judged, judge } from "../reads/judge.ts";
import { partsOf, standingOf } from "../reads/rows.ts";
import type { Changed, changeBodySchema, Preview } from "../schema.ts";
import { lockSwitch } from "./lock.ts";
import { store } from "./store.ts";

/** Whoever calls from within may leave out what the API has defaults for. */
export type ChangeInput = { environment: string; key: string } & z.input<typeof changeBodySchema>;

/** `approvedBy`: the second person who agreed to exactly this change. */
export type Consent = { approvedBy?: string | null };

/**
 * Moves a switch to a share of a position. Throws `conflict` on a stale version, `refused` with every rule that
 * stands against it and everything its level asks for and was not given.
 */
export async function changeSwitch(context: ProjectContext, input: ChangeInput, consent: Consent = {}): Promise<Changed> {
  return inTransaction(context, async (inside) => {
    const { environment, row, around, clock } = await lockSwitch(inside, input, "switch.back");
    const judged = judgeChange(environment, row, around, input, clock, consent);
    if (judged.to) authoriseMove(inside, environment, judged);
    if (!judged.next) throw refused(judged.refusals);
    return store(inside, environment, row, {
      act: "change",
      state: judged.next,
      gates: judged.gates,
      checkRatio: input.checkRatio,
      reason: input.reason,
      link: input.link,
      override: judged.overridden ? input.override : undefined,
    });
  });
}

/** What the same change would do, deciding with the same function; nothing is stored. */
export async function previewChange(context: ProjectContext, input: ChangeInput): Promise<Preview> {
  const environment = await environmentOf(context, input.environment);
  authorise(context, "project.read", environment.id);
  const module = input.key.slice(0, Math.max(0, input.key.lastIndexOf(".")));
  const rows = await context.db.switch.findMany({
    where: { projectId: context.project.id, environmentId: environment.id, module: { key: module } },
  });
  const row = rows.find(({ key }) => key === input.key);
  if (!row) throw notFound("switch");
  const around = await surroundings(context, environment, rows);
  const judged = judgeChange(environment, row, around, input, await leaseClock(context.db), {});
  return {
    ok: judged.next !== null,
    direction: judged.direction,
    level: judged.level,
    from: standingOf(row),
    to: judged.next && standingOf(judged.next),
    refusals: judged.refusals,
    gates: judged.gates,
  };
}

function judgeChange(
  environment: EnvironmentRow,
  row: Switch,
  around: Surroundings,
  input: ChangeInput,
  clock: Date,
  { approvedBy }: Consent,
): Judged {
  const { module, axis } = partsOf(row.key);
  const { state, facts } = around.of(row.moduleId);
  const command: Command = {
    switch: axis,
    target: input.target,
    share: input.share ?? 100_000,
    act: "change",
    ...(input.secondaryWrites && { secondaryWrites: input.secondaryWrites }),
  };
  const approval = approvedBy ? { approvedBy } : facts.approval;
  const given: Given = { reason: input.reason, confirm: input.confirm, override: input.override };
  const judged = judge({ state, facts: { ...facts, approval } }, command, environment, given, module, clock);
  const onlyRatio = judged.to !== null && sameStanding(judged.to, standingOf(row)) && changesRatio(row, input);
  if (!onlyRatio || judged.next) return judged;
  // The part of reads that are compared is no matter of safety: nothing but the level applies to it.
  const refusals = judged.refusals.filter(({ rule }) => rule !== "unchanged");
  return { ...judged, refusals, next: refusals.length === 0 ? judged.to : null };
}

function changesRatio(row: Switch, { checkRatio }: ChangeInput): boolean {
  return checkRatio !== undefined && checkRatio !== row.checkRatio;
}

/** Moves back are an operator's; moves forward, policy and passing a failed gate are a lead's. */
export function authoriseMove(context: ProjectContext, environment: EnvironmentRow, judged: Judged): void {
  const back = judged.direction === "back" && !judged.overridden;
  authorise(context, back ? "switch.back" : "switch.forward", environment.id);
}
