import { wayOf } from "../../core/stages/course.ts";
import type { Restored } from "../../core/stages/restored.ts";
import type { SecondaryWrites } from "../../core/stages/secondary-writes.ts";
import { parseGates } from "../../core/stages/stored.ts";
import type { ProjectContext } from "../../platform/context.ts";
import { invalid, notFound } from "../../platform/errors.ts";
import { Prisma, type Switch, type SwitchChange } from "../../platform/generated/prisma/client.ts";
import type { ChangeView } from "../schema/change.ts";
import type { ChangeLine } from "../schema/history.ts";
import type { EnvironmentRow } from "./environment.ts";
import { partsOf, restoredOf, rulesOf, standingOf } from "./rows.ts";

/** How far back a default rollback looks, in versions of a switch. */
const REMEMBERED_VERSIONS = 100;

/** A state of the past, as a rollback may bring it back. */
export type StoredPast = { version: number; at: Date; state: Restored };

/** The newest states of each switch by its id, newest first. */
export async function recentStates({ db }: ProjectContext, rows: readonly Switch[]): Promise<Map<string, StoredPast[]>> {
  const changes = await db.$queryRaw<PastRow[]>`
    SELECT c.switch_id AS "switchId", c.version, c.at, s.axis::text AS axis, c.position, c.next, c.share, c.rules,
           c.secondary_writes AS "secondaryWrites", c.check_ratio AS "checkRatio"
    FROM switches s JOIN switch_changes c ON c.switch_id = s.id AND c.version > s.version - ${REMEMBERED_VERSIONS}
    WHERE s.id = ANY(${rows.map((row) => row.id)}::uuid[])
    ORDER BY c.version DESC`;
  const bySwitch = new Map<string, StoredPast[]>(rows.map((row) => [row.id, []]));
  for (const row of changes) {
    bySwitch.get(row.switchId)?.push({ version: row.version, at: row.at, state: restoredOf(row) });
  }
  return bySwitch;
}

type PastRow = Parameters<typeof restoredOf>[0] & { switchId: string; version: number; at: Date };

/** The change each switch stands by, by its id. */
export async function lastChanges(context: ProjectContext, rows: readonly Switch[]): Promise<Map<string, ChangeView>> {
  const ids = rows.map((row) => row.id);
  const found = await changesWhere(context, Prisma.sql`s.id = ANY(${ids}::uuid[]) AND c.version = s.version`, rows.length);
  return new Map(found.map(({ switchId, view }) => [switchId, view]));
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

const NEWS_MS = 3_600_000;
const MOST_NEWS = 50;
const FEWEST_NEWS = 6;

/** What changed last, in a line each: all of the last hour up to fifty, and at least six, whenever they were. */
export async function news(context: ProjectContext, environment: EnvironmentRow): Promise<ChangeLine[]> {
  const recent = await changesSince(context, environment, new Date(context.now.getTime() - NEWS_MS), MOST_NEWS);
  if (recent.length >= FEWEST_NEWS) return recent.map(lineOf);
  const newest = Prisma.sql`s.id IN (SELECT id FROM switches WHERE environment_id = ${environment.id}::uuid AND version > 1
    ORDER BY revision DESC LIMIT ${FEWEST_NEWS}) AND c.version = s.version`;
  const known = new Map(recent.map((change) => [`${change.switch} ${change.version}`, change]));
  for (const { view } of await changesWhere(context, newest, FEWEST_NEWS)) known.set(`${view.switch} ${view.version}`, view);
  return [...known.values()]
    .sort((a, b) => b.revision - a.revision)
    .slice(0, FEWEST_NEWS)
    .map(lineOf);
}

function lineOf(change: ChangeView): ChangeLine {
  const { switch: key, module, axis, version, revision, at, act, direction, from, to, secondaryWrites, reason, actor } = change;
  return { switch: key, module, axis, version, revision, at, act, direction, from, to, secondaryWrites, reason, by: actor.name };
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
  fromRules: unknown;
  fromSecondaryWrites: SecondaryWrites | null;
  fromCheckRatio: number | null;
};

async function changesWhere(
  context: ProjectContext,
  where: Prisma.Sql,
  limit: number,
): Promise<{ switchId: string; view: ChangeView }[]> {
  const rows = await context.db.$queryRaw<ChangeRow[]>`
    SELECT c.switch_id AS "switchId", c.version, c.revision, c.at, c.act, c.position, c.next, c.share, c.held,
           c.rules, c.check_ratio AS "checkRatio", c.secondary_writes AS "secondaryWrites", c.paused,
           c.gates, c.override, c.plan_id::text AS "planId",
           c.actor_kind AS "actorKind", c.actor_id AS "actorId", c.actor_name AS "actorName", c.reason, c.link,
           s.key, e.key AS environment, p.position AS "fromPosition", p.next AS "fromNext", p.share AS "fromShare",
           p.rules AS "fromRules",
           p.secondary_writes AS "fromSecondaryWrites", p.check_ratio AS "fromCheckRatio"
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
  const rules = rulesOf(row.rules);
  const before = row.fromRules === null ? [] : rulesOf(row.fromRules);
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
    direction: from ? wayOf({ axis, ...from, rules: before }, { axis, ...to, rules }) : "none",
    from,
    to,
    held: row.held,
    secondaryWrites: row.secondaryWrites as SecondaryWrites,
    paused: row.paused,
    checkRatio: row.checkRatio,
    rules,
    replaced: from && {
      rules: before,
      secondaryWrites: row.fromSecondaryWrites ?? "best-effort",
      checkRatio: row.fromCheckRatio ?? 0,
    },
    actor: { kind: row.actorKind, id: row.actorId, name: row.actorName },
    reason: row.reason,
    link: row.link,
    gates: parseGates(row.gates),
    override: row.override,
    plan: row.planId,
  };
}
