import type { z } from "zod";
import type { PlanView } from "../../plans/schema.ts";
import { api, environmentPath, projectPath } from "../../platform/api-client.ts";
import type { ChangeBody, LockstepBody, RestoreBody, ScheduleBody, UndoBody } from "../schema/bodies.ts";
import type { Changed, lockstepSchema } from "../schema/outcome.ts";
import type { RecoveryView, settleBodySchema } from "../schema/recovery.ts";
import type { rolledBackSchema, switchRolledBackSchema } from "../schema/rollback.ts";
import { attempt } from "./attempt.ts";
import { type Place, switchPath } from "./place.ts";

/** Calls that write. Pages that only look load none of it. */

/** What a write answers: the changes it stored, the last one last, and the plans that hold steps still to come. */
export type Stored = { changes: Changed[]; plans: PlanView[] };

const one = (changed: Changed): Stored => ({ changes: [changed], plans: changed.plan ? [changed.plan] : [] });
const planned = (plan: PlanView): Stored => ({ changes: [], plans: [plan] });

export async function changeSwitch(place: Place, key: string, body: ChangeBody, idempotencyKey: string): Promise<Stored> {
  return one(await api<Changed>("POST", `${switchPath(place, key)}/changes`, { body, idempotencyKey }));
}

/** Several switches in one go, all or none. */
export async function changeTogether(place: Place, body: LockstepBody, idempotencyKey: string): Promise<Stored> {
  const path = `${environmentPath(place.project, place.environment)}/changes`;
  const { changes } = await api<z.infer<typeof lockstepSchema>>("POST", path, { body, idempotencyKey });
  return { changes, plans: changes.flatMap(({ plan }) => plan ?? []) };
}

export async function scheduleChange(place: Place, key: string, body: ScheduleBody, idempotencyKey: string): Promise<Stored> {
  return planned(await api<PlanView>("POST", `${switchPath(place, key)}/schedules`, { body, idempotencyKey }));
}

/** Brings a version of the history back. */
export async function restoreState(place: Place, key: string, body: RestoreBody, idempotencyKey: string): Promise<Stored> {
  return one(await api<Changed>("POST", `${switchPath(place, key)}/restore`, { body, idempotencyKey }));
}

export async function cancelPlan(place: Place, id: string): Promise<Stored> {
  return planned(await api<PlanView>("POST", `${projectPath(place.project)}/plans/${encodeURIComponent(id)}/cancel`));
}

/** Lets the steps of a plan pass rules that allow it; `override` says why. */
export async function overridePlan(place: Place, id: string, override: string): Promise<Stored> {
  const path = `${projectPath(place.project)}/plans/${encodeURIComponent(id)}/override`;
  return planned(await api<PlanView>("POST", path, { body: { override } }));
}

export function rollbackSwitch(
  place: Place,
  key: string,
  body: { to?: string | number },
  idempotencyKey: string,
): Promise<z.infer<typeof switchRolledBackSchema>> {
  return api("POST", `${switchPath(place, key)}/rollback`, { body, idempotencyKey, signal: attempt() });
}

export function rollbackModule(place: Place, module: string, body: { to?: "old" }, idempotencyKey: string): Promise<Stored> {
  const path = `${environmentPath(place.project, place.environment)}/modules/${encodeURIComponent(module)}/rollback`;
  return api<z.infer<typeof rolledBackSchema>>("POST", path, { body, idempotencyKey, signal: attempt() });
}

export type StandBody = { expectedVersion: number; reason?: string };

export async function holdSwitch(place: Place, key: string, held: boolean, body: StandBody): Promise<Stored> {
  return one(await api<Changed>("POST", `${switchPath(place, key)}/${held ? "hold" : "release"}`, { body }));
}

export async function undoChange(place: Place, key: string, body: UndoBody): Promise<Stored> {
  return one(await api<Changed>("POST", `${switchPath(place, key)}/undo`, { body }));
}

/** After a restore, says for a module whether what instances act on counts or what was restored. */
export function settleRecovery(project: string, body: z.input<typeof settleBodySchema>): Promise<RecoveryView> {
  return api("POST", `${projectPath(project)}/recoveries`, { body });
}
