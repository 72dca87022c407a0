import type { z } from "zod";
import { bucket, isWellFormed } from "../../core/evaluation/bucket.ts";
import { evaluate } from "../../core/evaluation/evaluate.ts";
import { type EvaluationContext, matchRule } from "../../core/evaluation/rules.ts";
import type { Rule, Snapshot } from "../../core/evaluation/snapshot.ts";
import { pinsOf } from "../../core/stages/module.ts";
import { toStanding } from "../../core/stages/plan-step.ts";
import type { Position } from "../../core/stages/positions.ts";
import type { SecondaryWrites } from "../../core/stages/secondary-writes.ts";
import { placeAt } from "../../core/stages/state.ts";
import { authorise, type ProjectContext } from "../../platform/context.ts";
import { notFound } from "../../platform/errors.ts";
import type { Switch } from "../../platform/generated/prisma/client.ts";
import type { EvaluationAnswer, EvaluationView, evaluationBodySchema } from "../schema/evaluation.ts";
import { environmentOf } from "./environment.ts";
import { partsOf, rulesOf, standingOf } from "./rows.ts";

type Asked = { environment: string; key: string } & z.infer<typeof evaluationBodySchema>;

/** Where a switch sends one subject and why: as it stands, and as it would by other rules. Nothing of it is kept. */
export async function evaluation(context: ProjectContext, asked: Asked): Promise<EvaluationView> {
  const environment = await environmentOf(context, asked.environment);
  authorise(context, "project.read", environment.id);
  const row = await context.db.switch.findFirst({
    where: { projectId: context.project.id, environmentId: environment.id, key: asked.key },
    include: { module: { select: { project: { select: { salt: true } } } } },
  });
  if (!row) throw notFound("switch");
  const { salt } = row.module.project;
  const subject = asked.context.targetingKey;
  const answer = (rules: Rule[]) =>
    answerBy(snapshotOf(row, rules, { salt, environment: environment.key }), row.key, asked.context);
  return {
    bucket: typeof subject === "string" && subject !== "" && isWellFormed(subject) ? bucket(row.salt ?? salt, subject) : null,
    stored: answer(rulesOf(row.rules)),
    edited: asked.rules ? answer(asked.rules) : null,
  };
}

/** What services would hold: the switch alone, where it would stand with those rules. */
function snapshotOf(row: Switch, rules: Rule[], { salt, environment }: { salt: string; environment: string }): Snapshot {
  const { module, axis } = partsOf(row.key);
  const standing = standingOf(row);
  const { target, share } = toStanding(axis, standing);
  const placed = placeAt(axis, standing, target as Position, share, pinsOf(rules).length > 0) ?? standing;
  const { key, checkRatio, paused, version, revision } = row;
  const secondaryWrites = row.secondaryWrites as SecondaryWrites;
  const found = { key, module, axis, ...placed, rules, checkRatio, secondaryWrites, paused, floor: null, salt: row.salt };
  const switches = { [key]: { ...found, version, revision: Number(revision) } };
  return { format: 1, project: "", environment, revision: Number(revision), salt, switches };
}

function answerBy(snapshot: Snapshot, key: string, context: EvaluationContext): EvaluationAnswer {
  const unread: string[] = [];
  const answer = evaluate(snapshot, key, context, (_, rule) => unread.push(rule.name));
  const { rules = [], share = 0 } = snapshot.switches[key] ?? {};
  const rule = matchRule(rules, context);
  return answer.ok
    ? { value: answer.value, reason: answer.reason, errorCode: null, rule, unread, share }
    : { value: null, reason: null, errorCode: answer.errorCode, rule, unread, share };
}
