import { record } from "../../audit/commands.ts";
import type { Guardrail } from "../../core/guardrails/guardrail.ts";
import type { Judgement } from "../../core/guardrails/judge.ts";
import { sentenceOf } from "../../core/guardrails/sentence.ts";
import { type Moved, stepBack } from "../../core/guardrails/step-back.ts";
import { inTransaction, lockProject, type ProjectContext } from "../../platform/context.ts";
import type { Db } from "../../platform/db.ts";
import { AppError } from "../../platform/errors.ts";
import { systemContext } from "../../platform/system.ts";
import { holdSwitch } from "../../switches/commands/hold.ts";
import { rollbackSwitch } from "../../switches/commands/rollback.ts";

export type Firing = {
  id: string;
  name: string;
  action: "notify" | "hold" | "rollback";
  project: { id: string; key: string };
  environment: { id: string; key: string };
  module: { id: string; key: string };
  guardrail: Guardrail;
  judgement: Judgement;
};

/**
 * Does what a guardrail does when it fails, through the ordinary commands and in its own name: once for a test, however
 * many workers come to the same verdict. What it saw is the reason in history, and stands in the audit log with the
 * numbers. Answers whether this call did it.
 */
export async function fire(db: Db, firing: Firing, now: Date): Promise<boolean> {
  const actor = { kind: "guardrail" as const, id: firing.id, name: firing.name };
  return inTransaction(systemContext(db, now, firing.project, actor), async (inside) => {
    await lockProject(inside);
    const { count } = await inside.db.guardrailStanding.updateMany({
      where: { guardrailId: firing.id, verdict: "fail", firedAt: null, guardrail: { enabled: true } },
      data: { firedAt: now },
    });
    if (count === 0) return false;
    const saw = sentenceOf(firing.guardrail, firing.judgement);
    const did = await act(inside, firing, `${firing.name}: ${saw}`);
    if (did === null) return false;
    const { environment, module, judgement } = firing;
    await record(inside, {
      act: "guardrail.fail",
      targetKind: "guardrail",
      targetKey: firing.id,
      environment: environment.key,
      before: null,
      after: { name: firing.name, module: module.key, did, saw, old: judgement.old, new: judgement.new },
      reason: saw,
    });
    return true;
  });
}

/**
 * What was done, in words; a rule that stands against it is named instead. Null when nothing is left to take back and it
 * has said so, or taken back, since somebody moved the module on: clients may go on for a while on what they know.
 */
async function act(inside: ProjectContext, { id, action, environment, module }: Firing, reason: string): Promise<string | null> {
  if (action === "notify") return "told";
  const found = await switchesOf(inside, environment.id, module.id);
  const step = stepBack(found);
  try {
    if (action === "rollback") {
      if (!step) return (await firedSince(inside, id, found)) ? null : "nothing to take back";
      await rollbackSwitch(inside, { environment: environment.key, key: step.key, to: step.to, reason });
      return `took ${step.key} back to ${step.to}`;
    }
    const free = found.filter(({ held }) => !held);
    for (const { key } of free) await holdSwitch(inside, { environment: environment.key, key, reason });
    return free.length === 0 ? "everything was held already" : `held ${free.map(({ key }) => key).join(", ")}`;
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== "refused") throw error;
    return `could do nothing: ${error.message}`;
  }
}

async function firedSince({ db, project }: ProjectContext, id: string, switches: readonly Moved[]): Promise<boolean> {
  const moved = new Date(Math.max(...switches.map(({ movedAt }) => movedAt.getTime())));
  const where = { projectId: project.id, act: "guardrail.fail", targetKey: id, at: { gt: moved } };
  return (await db.auditEvent.findFirst({ where, select: { sequence: true } })) !== null;
}

/** Switches of a module, with when each was last moved by anything but a rollback. */
function switchesOf({ db }: ProjectContext, environmentId: string, moduleId: string): Promise<(Moved & { held: boolean })[]> {
  return db.$queryRaw`
    SELECT s.key, s.axis::text AS axis, s.position, s.share, s.held, c.at AS "movedAt"
    FROM switches s JOIN LATERAL (
      SELECT at FROM switch_changes WHERE switch_id = s.id AND act NOT IN ('hold', 'release', 'rollback')
      ORDER BY version DESC LIMIT 1) c ON true
    WHERE s.environment_id = ${environmentId}::uuid AND s.module_id = ${moduleId}::uuid ORDER BY s.axis`;
}
