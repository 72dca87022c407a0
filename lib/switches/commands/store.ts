import { record } from "../../audit/commands.ts";
import type { Rule } from "../../core/evaluation/snapshot.ts";
import { directionOf } from "../../core/stages/state.ts";
import type { SwitchState } from "../../core/stages/transition.ts";
import type { ProjectContext } from "../../platform/context.ts";
import { conflict, notFound } from "../../platform/errors.ts";
import type { Prisma, Switch } from "../../platform/generated/prisma/client.ts";
import { publish } from "../../snapshot/commands.ts";
import { type EnvironmentRow, history, partsOf, standingOf, stateOf } from "../reads.ts";
import type { Changed, ChangeView } from "../schema.ts";

/**
 * Loads switches of an environment and locks their rows until commit, in one order, so that concurrent
 * commands wait for each other instead of failing. Throws `not-found` when there is none.
 */
export async function lockSwitches(
  context: ProjectContext,
  environment: EnvironmentRow,
  which: { key?: string; module?: string },
): Promise<Switch[]> {
  const where = {
    projectId: context.project.id,
    environmentId: environment.id,
    ...(which.key === undefined ? {} : { key: which.key }),
    ...(which.module === undefined ? {} : { module: { key: which.module } }),
  };
  const found = await context.db.switch.findMany({ where, select: { id: true } });
  if (found.length === 0) throw notFound(which.key === undefined ? "module" : "switch");
  await context.db.$queryRaw`SELECT id FROM switches WHERE id = ANY(${found.map(({ id }) => id)}::uuid[]) ORDER BY id FOR UPDATE`;
  return context.db.switch.findMany({ where, orderBy: { key: "asc" } });
}

export async function lockSwitch(context: ProjectContext, environment: EnvironmentRow, key: string): Promise<Switch> {
  const [row] = await lockSwitches(context, environment, { key });
  if (!row) throw notFound("switch");
  return row;
}

/** Throws `conflict` with what is stored and how it came about, unless the caller saw the present version. */
export async function expectVersion(
  context: ProjectContext,
  environment: EnvironmentRow,
  row: Switch,
  expected: number | undefined,
): Promise<void> {
  if (expected === undefined || expected === row.version) return;
  const { items } = await history(context, environment, row.key, { limit: 1 });
  throw conflict(
    `You saw version ${expected}; ${row.key} is at version ${row.version} by now. Look at the other change, then decide again.`,
    { ...stateOf(row), key: row.key, version: row.version, revision: Number(row.revision) },
    items[0] ?? null,
  );
}

export type NewState = {
  act: ChangeView["act"];
  state: SwitchState;
  rules?: Rule[];
  reason?: string | undefined;
  link?: string | undefined;
};

/** Stores the next state of a locked switch: revision, row, history, audit. The caller has decided. */
export async function store(context: ProjectContext, environment: EnvironmentRow, row: Switch, next: NewState): Promise<Changed> {
  const { db, actor, now } = context;
  const revision = await publish(context, context.project.id, [environment.id]);
  const version = row.version + 1;
  const fields = { position: next.state.position, next: next.state.next, share: next.state.share, held: next.state.held };
  const rules = (next.rules ?? row.rules) as unknown as Prisma.InputJsonArray;

  const { count } = await db.switch.updateMany({
    where: { id: row.id, version: row.version },
    data: { ...fields, rules, version, revision, updatedAt: now },
  });
  if (count !== 1) throw conflict(`${row.key} changed meanwhile.`, null);

  const reason = next.reason || null;
  const link = next.link ?? null;
  await db.switchChange.create({
    data: {
      switchId: row.id,
      version,
      revision,
      at: now,
      act: next.act,
      ...fields,
      rules,
      checkRatio: row.checkRatio,
      actorKind: actor.kind,
      actorId: actor.id,
      actorName: actor.name,
      reason,
      link,
    },
  });
  const from = standingOf(row);
  const before = { ...stateOf(row), version: row.version };
  const after = { ...fields, version };
  await record(context, {
    act: `switch.${next.act}`,
    targetKind: "switch",
    targetKey: row.key,
    environment: environment.key,
    before: next.rules ? { ...before, rules: row.rules } : before,
    after: next.rules ? { ...after, rules: next.rules } : after,
    reason,
  });

  const { module, axis } = partsOf(row.key);
  const to = standingOf(fields);
  return {
    version,
    revision: Number(revision),
    change: {
      switch: row.key,
      module,
      axis,
      environment: environment.key,
      version,
      revision: Number(revision),
      at: now.toISOString(),
      act: next.act,
      direction: directionOf(axis, from, to),
      from,
      to,
      held: fields.held,
      actor,
      reason,
      link,
    },
  };
}
