import type { Rule } from "../core/evaluation/snapshot.ts";
import { type Axis, type Position, parseSwitchKey, positionsOf } from "../core/stages/positions.ts";
import { type HistoryEntry, pastStandings, rollbackTarget } from "../core/stages/rollback.ts";
import { directionOf, FULL_SHARE, type Standing, sameStanding } from "../core/stages/state.ts";
import { type Refusal, type SwitchState, transition } from "../core/stages/transition.ts";
import { liveInstances } from "../instances/reads.ts";
import type { ProjectContext } from "../platform/context.ts";
import { invalid, notFound } from "../platform/errors.ts";
import { Prisma, type Switch, type SwitchChange } from "../platform/generated/prisma/client.ts";
import type { ChangeView, SwitchView } from "./schema.ts";

export type EnvironmentRow = { id: string; key: string; protected: boolean };

/** The project's environment of that key. Throws `not-found`. */
export async function environmentOf(context: ProjectContext, key: string): Promise<EnvironmentRow> {
  const found = await context.db.environment.findUnique({
    where: { projectId_key: { projectId: context.project.id, key } },
    select: { id: true, key: true, protected: true },
  });
  if (!found) throw notFound("environment");
  return found;
}

export function standingOf(row: { position: string; next: string | null; share: number }): Standing {
  return { position: row.position as Position, next: row.next as Position | null, share: row.share };
}

export function stateOf(row: Switch): SwitchState {
  return { ...standingOf(row), held: row.held };
}

/** Switches of an environment as the console and the API show them, optionally of one module or one key. */
export async function switchViews(
  context: ProjectContext,
  environment: EnvironmentRow,
  only: { key?: string; module?: string } = {},
): Promise<SwitchView[]> {
  const { db, project, now } = context;
  const rows = await db.switch.findMany({
    where: {
      projectId: project.id,
      environmentId: environment.id,
      ...(only.key === undefined ? {} : { key: only.key }),
      ...(only.module === undefined ? {} : { module: { key: only.module } }),
    },
    orderBy: { key: "asc" },
  });
  const [histories, instances] = await Promise.all([recentHistories(context, rows), liveInstances(db, environment.id, now)]);

  return rows.map((row) => {
    const { module, axis } = partsOf(row.key);
    const history = histories.get(row.id) ?? [];
    const waiting = instances.filter((instance) => instance.revision < Number(row.revision));
    return {
      key: row.key,
      module,
      axis,
      environment: environment.key,
      ...standingOf(row),
      rules: row.rules as unknown as Rule[],
      checkRatio: row.checkRatio,
      held: row.held,
      version: row.version,
      revision: Number(row.revision),
      updatedAt: row.updatedAt.toISOString(),
      lastChange: history[0] ?? null,
      propagation: {
        applied: instances.length - waiting.length,
        of: instances.length,
        waiting: waiting.slice(0, 5).map((instance) => ({ ...instance, acknowledgedAt: instance.acknowledgedAt.toISOString() })),
      },
      rollbackTo: rollbackOf(axis, stateOf(row), history),
      moves: movesOf(axis, stateOf(row)),
    };
  });
}

/** One switch. Throws `not-found`. */
export async function switchView(context: ProjectContext, environment: EnvironmentRow, key: string): Promise<SwitchView> {
  const [view] = await switchViews(context, environment, { key });
  if (!view) throw notFound("switch");
  return view;
}

function movesOf(
  axis: Axis,
  state: SwitchState,
): { target: string; direction: "forward" | "back" | "none"; refusals: Refusal[] }[] {
  return positionsOf(axis)
    .filter((target) => !sameStanding(state, { position: target, next: null, share: 0 }))
    .map((target) => {
      const direction = directionOf(axis, state, { position: target, next: null, share: 0 });
      const decided = transition(axis, state, { target, share: FULL_SHARE });
      return { target, direction, refusals: decided.ok ? [] : decided.refusals };
    });
}

function rollbackOf(axis: Axis, present: Standing, newestFirst: readonly ChangeView[]): SwitchView["rollbackTo"] {
  const entries: HistoryEntry[] = newestFirst
    .map((change) => ({ at: new Date(change.at), standing: standingOf(change.to) }))
    .reverse();
  const found = rollbackTarget({ [axis]: present }, pastStandings({ [axis]: entries }));
  const standing = found?.standings[axis];
  if (!found || !standing) return null;
  const version = newestFirst.find(
    (change) => change.at === found.since.toISOString() && sameStanding(standingOf(change.to), standing),
  )?.version;
  return { ...standing, version: version ?? 1, since: found.since.toISOString() };
}

/** How far back a default rollback looks, in versions of a switch. */
const REMEMBERED_VERSIONS = 100;

async function recentHistories(context: ProjectContext, rows: Switch[]): Promise<Map<string, ChangeView[]>> {
  const changes = await changesWhere(
    context,
    Prisma.sql`s.id = ANY(${rows.map((row) => row.id)}::uuid[]) AND c.version > s.version - ${REMEMBERED_VERSIONS}`,
    rows.length * REMEMBERED_VERSIONS,
  );
  const bySwitch = new Map<string, ChangeView[]>(rows.map((row) => [row.id, []]));
  for (const { switchId, view } of changes) bySwitch.get(switchId)?.push(view);
  return bySwitch;
}

export type ChangePage = { items: ChangeView[]; nextCursor: string | null };

/** Every state of one switch, newest first. The cursor is the version before which the next page starts. */
export async function history(
  context: ProjectContext,
  environment: EnvironmentRow,
  key: string,
  page: { cursor?: string | undefined; limit: number },
): Promise<ChangePage> {
  const before = page.cursor === undefined ? 2 ** 31 - 1 : Number(page.cursor);
  if (!Number.isInteger(before) || before < 1 || before >= 2 ** 31)
    throw invalid("cursor: not one of ours.", [{ path: "cursor", message: "use nextCursor as it came" }]);
  const known = await context.db.switch.findFirst({
    where: { projectId: context.project.id, environmentId: environment.id, key },
    select: { id: true },
  });
  if (!known) throw notFound("switch");
  const found = await changesWhere(context, Prisma.sql`s.id = ${known.id}::uuid AND c.version < ${before}`, page.limit + 1);
  const items = found.slice(0, page.limit).map(({ view }) => view);
  return { items, nextCursor: found.length > page.limit ? String(items.at(-1)?.version) : null };
}

/** Changes of every switch of an environment since a moment, newest first, at most `limit`. */
export async function changesSince(
  context: ProjectContext,
  environment: EnvironmentRow,
  since: Date,
  limit: number,
): Promise<ChangeView[]> {
  const found = await changesWhere(
    context,
    Prisma.sql`s.environment_id = ${environment.id}::uuid AND c.at >= ${since} AND c.act <> 'created'`,
    limit,
  );
  return found.map(({ view }) => view);
}

type ChangeRow = SwitchChange & {
  key: string;
  environment: string;
  fromPosition: string | null;
  fromNext: string | null;
  fromShare: number | null;
};

async function changesWhere(
  context: ProjectContext,
  where: Prisma.Sql,
  limit: number,
): Promise<{ switchId: string; view: ChangeView }[]> {
  const rows = await context.db.$queryRaw<ChangeRow[]>`
    SELECT c.switch_id AS "switchId", c.version, c.revision, c.at, c.act, c.position, c.next, c.share, c.held,
           c.actor_kind AS "actorKind", c.actor_id AS "actorId", c.actor_name AS "actorName", c.reason, c.link,
           s.key, e.key AS environment, p.position AS "fromPosition", p.next AS "fromNext", p.share AS "fromShare"
    FROM switch_changes c
    JOIN switches s ON s.id = c.switch_id
    JOIN environments e ON e.id = s.environment_id
    LEFT JOIN switch_changes p ON p.switch_id = c.switch_id AND p.version = c.version - 1
    WHERE s.project_id = ${context.project.id}::uuid AND ${where}
    ORDER BY c.revision DESC, c.version DESC
    LIMIT ${limit}`;
  return rows.map((row) => ({ switchId: row.switchId, view: changeView(row) }));
}

function changeView(row: ChangeRow): ChangeView {
  const { module, axis } = partsOf(row.key);
  const to = standingOf(row);
  const from =
    row.fromPosition === null || row.fromShare === null
      ? null
      : standingOf({ position: row.fromPosition, next: row.fromNext, share: row.fromShare });
  return {
    switch: row.key,
    module,
    axis,
    environment: row.environment,
    version: row.version,
    revision: Number(row.revision),
    at: row.at.toISOString(),
    act: row.act as ChangeView["act"],
    direction: from ? directionOf(axis, from, to) : "none",
    from,
    to,
    held: row.held,
    actor: { kind: row.actorKind, id: row.actorId, name: row.actorName },
    reason: row.reason,
    link: row.link,
  };
}

export function partsOf(key: string): { module: string; axis: Axis } {
  const parts = parseSwitchKey(key);
  if (!parts) throw new Error(`stored switch key without an axis: ${key}`);
  return parts;
}
