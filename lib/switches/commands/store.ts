import { record } from "../../audit/commands.ts";
import { wayOf } from "../../core/stages/course.ts";
import type { SwitchState } from "../../core/stages/module.ts";
import type { Gate } from "../../core/stages/move.ts";
import type { ProjectContext } from "../../platform/context.ts";
import { conflict } from "../../platform/errors.ts";
import type { Prisma, Switch } from "../../platform/generated/prisma/client.ts";
import { publish } from "../../snapshot/commands.ts";
import type { EnvironmentRow } from "../reads/environment.ts";
import { partsOf, standingOf, stateOf, warningsIn } from "../reads/rows.ts";
import type { Changed, ChangeView } from "../schema.ts";
import { overtake } from "./overtake.ts";

export type NewState = {
  act: ChangeView["act"];
  state: SwitchState;
  reason?: string | undefined;
  link?: string | undefined;
  gates?: readonly Gate[];
  /** Why failed gates were passed. */
  override?: string | undefined;
  /** The plan it is a step of. */
  plan?: string | undefined;
  /** Given to several changes that become visible at once. */
  revision?: bigint | undefined;
};

/** Stores the next state of a locked switch: revision, row, history, audit, and the end of what was made for the state before. The caller has decided. */
export async function store(context: ProjectContext, environment: EnvironmentRow, row: Switch, next: NewState): Promise<Changed> {
  const { db, actor, now } = context;
  const revision = next.revision ?? (await publish(context, context.project.id, [environment.id]));
  const version = row.version + 1;
  const fields = fieldsOf(next.state);
  const columns = { ...fields, rules: fields.rules as unknown as Prisma.InputJsonArray };

  const { count } = await db.switch.updateMany({
    where: { id: row.id, version: row.version },
    data: { ...columns, version, revision, updatedAt: now },
  });
  if (count !== 1) throw conflict(`${row.key} changed meanwhile.`, null);

  const reason = next.reason || null;
  const link = next.link ?? null;
  const gates = [...(next.gates ?? [])];
  const override = next.override ?? null;
  const plan = next.plan ?? null;
  const by = { actorKind: actor.kind, actorId: actor.id, actorName: actor.name };
  const judged = { gates: gates as unknown as Prisma.InputJsonArray, override, planId: plan };
  await db.switchChange.create({
    data: { switchId: row.id, version, revision, at: now, act: next.act, ...columns, ...by, reason, link, ...judged },
  });
  await audit(context, environment, row, { ...next, version, fields, reason });
  await overtake(context, environment, row, { act: next.act, version, plan });

  const { module, axis } = partsOf(row.key);
  const before = stateOf(row);
  const from = standingOf(row);
  const to = standingOf(fields);
  const change = {
    switch: row.key,
    module,
    axis,
    environment: environment.key,
    version,
    revision: Number(revision),
    at: now.toISOString(),
    act: next.act,
    direction: wayOf(before, next.state),
    from,
    to,
    held: fields.held,
    secondaryWrites: fields.secondaryWrites,
    paused: fields.paused,
    checkRatio: fields.checkRatio,
    rules: fields.rules,
    replaced: { rules: [...before.rules], secondaryWrites: before.secondaryWrites, checkRatio: before.checkRatio },
    actor,
    reason,
    link,
    gates,
    override,
    plan,
  };
  return { version, revision: Number(revision), change, plan: null, warnings: warningsIn(fields.rules) };
}

function fieldsOf({ position, next, share, held, secondaryWrites, paused, rules, checkRatio }: SwitchState) {
  return { position, next, share, held, secondaryWrites, paused, rules: [...rules], checkRatio };
}

type Told = Omit<NewState, "reason"> & { version: number; fields: ReturnType<typeof fieldsOf>; reason: string | null };

/** Where it stands is told of every change, the rest of what it is made of only where it changed. */
async function audit(context: ProjectContext, environment: EnvironmentRow, row: Switch, told: Told): Promise<void> {
  const { rules, checkRatio, secondaryWrites, paused, ...place } = told.fields;
  const extras = { rules, checkRatio, secondaryWrites, paused } as Record<string, unknown>;
  const stored = row as unknown as Record<string, unknown>;
  const changed = Object.keys(extras).filter((name) => JSON.stringify(extras[name]) !== JSON.stringify(stored[name]));
  const pick = (source: Record<string, unknown>) => Object.fromEntries(changed.map((name) => [name, source[name]]));
  const before = { ...standingOf(row), held: row.held, version: row.version };
  const failed = told.gates?.filter((gate) => !gate.passed).map(({ rule, message }) => ({ rule, message }));
  const passed = told.override === undefined ? {} : { override: told.override, gates: failed };
  await record(context, {
    act: `switch.${told.act}`,
    targetKind: "switch",
    targetKey: row.key,
    environment: environment.key,
    before: { ...before, ...pick(stored) },
    after: { ...place, version: told.version, ...pick(extras), ...passed },
    reason: told.reason,
  });
}
