import type { z } from "zod";
import { authorityGained } from "../../core/stages/authority.ts";
import { samePolicy } from "../../core/stages/course.ts";
import { type Judged, judge, type Module } from "../../core/stages/judge.ts";
import type { SwitchState } from "../../core/stages/module.ts";
import type { Command } from "../../core/stages/move.ts";
import { FULL_SHARE, sameStanding } from "../../core/stages/state.ts";
import { cutOver } from "../../plans/commands/cut-over.ts";
import { endForwardPlan } from "../../plans/commands/take-over.ts";
import { authorise, inTransaction, type ProjectContext } from "../../platform/context.ts";
import { notFound, refused } from "../../platform/errors.ts";
import type { Switch } from "../../platform/generated/prisma/client.ts";
import { type EnvironmentRow, environmentOf } from "../reads/environment.ts";
import { surroundings } from "../reads/facts.ts";
import { partsOf, rulesOf, standingOf, stateOf, warningsIn } from "../reads/rows.ts";
import type { changeBodySchema } from "../schema/change.ts";
import type { Changed, Preview } from "../schema/outcome.ts";
import { lockSwitch } from "./lock.ts";
import { store } from "./store.ts";
import { write } from "./write.ts";

/** Whoever calls from within may leave out what the API has defaults for. */
export type ChangeInput = { environment: string; key: string } & z.input<typeof changeBodySchema>;

/** `approvedBy`: the second person who agreed to exactly this change. */
export type Consent = { approvedBy?: string | null };

/**
 * Moves a switch to a share of a position, or changes its policy where it stands. Throws `conflict` on a stale
 * version, `refused` with every rule that stands against it and everything its level asks for and was not given.
 */
export async function changeSwitch(context: ProjectContext, input: ChangeInput, consent: Consent = {}): Promise<Changed> {
  return inTransaction(context, async (inside) => {
    const locked = await lockSwitch(inside, input, "switch.back", { measured: true });
    const { environment, clock } = locked;
    let { row } = locked;
    let judged = judgeChange(environment, row, locked.of(row.moduleId), input, clock, consent);
    if (judged.to) authoriseMove(inside, environment, judged);
    if (judged.course.direction === "back" && endForwardPlan(inside, locked, row.moduleId)) {
      row = locked.rows.find(({ id }) => id === row.id) ?? row;
      judged = judgeChange(environment, row, locked.of(row.moduleId), input, clock, consent);
    }
    if (!judged.next) throw refused(judged.refusals);
    const told = {
      gates: judged.gates,
      reason: input.reason,
      link: input.link,
      override: judged.overridden ? input.override : undefined,
    };
    const changed =
      input.cutOver === "pause"
        ? cutOver(inside, locked, row, judged.next, { ...told, seconds: input.pauseSeconds ?? 2 })
        : store(inside, locked, row, { act: changesRules(row, judged.next) ? "rules" : "change", state: judged.next, ...told });
    await write(inside, locked);
    return changed;
  });
}

/** Where it stands and its policy stay: then it is the rules that change. */
function changesRules(row: Switch, next: SwitchState): boolean {
  return sameStanding(standingOf(row), next) && samePolicy(stateOf(row), next);
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
  const judged = judgeChange(environment, row, around.of(row.moduleId), input, around.clock, {});
  return {
    ok: judged.next !== null,
    direction: judged.course.direction,
    level: judged.level,
    from: standingOf(row),
    to: judged.next && standingOf(judged.next),
    moved: [...judged.course.movers],
    refusals: judged.refusals,
    gates: judged.gates,
    warnings: warningsIn(input.rules ?? rulesOf(row.rules)),
  };
}

/** The rules' judgement – `together` with other changes it is without what a person must say –, and whether it is worth a pause. */
export function judgeChange(
  environment: EnvironmentRow,
  row: Switch,
  { state, facts }: Module,
  input: Omit<ChangeInput, "environment" | "key" | "expectedVersion">,
  clock: Date,
  { approvedBy, together }: Consent & { together?: boolean },
): Judged {
  const { module, axis } = partsOf(row.key);
  const command: Command = {
    switch: axis,
    target: input.target,
    share: input.share ?? FULL_SHARE,
    direction: input.direction,
    act: "change",
    rules: input.rules,
    secondaryWrites: input.secondaryWrites,
    checkRatio: input.checkRatio,
  };
  const approval = approvedBy ? { approvedBy } : facts.approval;
  const judged = judge({ state, facts: { ...facts, approval } }, command, environment, input, together ? null : module, clock);
  if (input.cutOver === "pause" && input.rules) return { ...judged, next: null, refusals: [apart(row.key)] };
  if (input.cutOver === "pause" && judged.next) {
    const from = state[axis];
    const gains = from ? authorityGained(from, judged.next) : [];
    if (gains.length === 0) return { ...judged, next: null, refusals: [needless(row.key)] };
  }
  return judged;
}

function apart(key: string) {
  const message = "A pausing cut-over changes no rules. Replace them by a change of its own.";
  return { rule: "cut-over", message, detail: { switch: key } };
}

function needless(key: string) {
  const message = "Only a change of the authority, into live or back to shadow, is worth a pause. Move it mixed.";
  return { rule: "cut-over", message, detail: { switch: key } };
}

/** Moves back are an operator's; moves forward, policy and passing a failed gate are a lead's. */
export function authoriseMove(context: ProjectContext, environment: EnvironmentRow, judged: Judged): void {
  const back = judged.course.direction === "back" && !judged.overridden;
  authorise(context, back ? "switch.back" : "switch.forward", environment.id);
}
