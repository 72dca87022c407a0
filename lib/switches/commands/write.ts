import { append } from "../../audit/commands.ts";
import { CHANGES_CHANNEL } from "../../platform/channel.ts";
import type { ProjectContext } from "../../platform/context.ts";
import { conflict } from "../../platform/errors.ts";
import { Prisma } from "../../platform/generated/prisma/client.ts";
import { PREPARED } from "../../platform/prepared.ts";
import { emptyJournal, type Journal } from "./journal.ts";
import type { Locked } from "./lock.ts";

/**
 * Writes everything that was decided about locked modules: audit first, then, in one statement, revisions, switches,
 * history and plans. The revision counter is the lock of the whole installation, so it is taken with the last statement
 * there is. With `together` all changes become visible under one revision.
 */
export async function write(context: ProjectContext, locked: Locked, { together = false } = {}): Promise<void> {
  await writeAll(context, [locked], { together });
}

/** The same for modules of several environments, with one statement each. */
export async function writeAll(context: ProjectContext, all: readonly Locked[], { together = false } = {}): Promise<void> {
  const [first] = all;
  const entries = all.flatMap(({ journal }) => journal.entries);
  if (first && entries.length > 0) {
    const end = await append(context, first.chain, entries);
    for (const locked of all) locked.chain = end;
  }
  for (const locked of all) {
    const { steps, opened, raised, overtaken } = locked.journal;
    if (steps.length + opened.length + raised.size + overtaken.length > 0) await send(context, locked, together);
    locked.journal = emptyJournal();
  }
}

type Written = { base: number | null; updated: number; raised: number; overtaken: number };

async function send({ db, actor, now, project }: ProjectContext, locked: Locked, together: boolean): Promise<void> {
  const { environment, journal } = locked;
  const revisions = together ? Math.min(1, journal.steps.length) : journal.steps.length;
  const steps = stepsOf(journal, together);
  const raised = [...journal.raised.values()].map(({ id, state, done, waitsFor }) => ({ id, state, done, waitsFor }));
  const hint = { environment: environment.id, project: project.id };
  const [found] = await db.$queryRaw<Written[]>`${Prisma.raw(PREPARED)}
    WITH step AS MATERIALIZED (
      SELECT * FROM jsonb_to_recordset(${JSON.stringify(steps)}::jsonb) AS s(id uuid, version int, steps int, "isLast" bool,
        place int, act text, position text, next text, share int, rules jsonb, "checkRatio" int, held bool,
        "secondaryWrites" text, paused bool, reason text, link text, gates jsonb, override text, plan uuid)),
    counter AS (
      UPDATE revision_counter SET value = value + ${revisions}::int WHERE id = 1 AND ${revisions}::int > 0
      RETURNING value - ${revisions}::int AS base),
    published AS (
      UPDATE environments SET revision = base + ${revisions}::int FROM counter WHERE environments.id = ${environment.id}::uuid),
    updated AS (
      UPDATE switches w SET position = s.position, next = s.next, share = s.share, rules = s.rules, check_ratio = s."checkRatio",
        held = s.held, secondary_writes = s."secondaryWrites", paused = s.paused, version = s.version,
        revision = base + s.place, updated_at = ${now}
      FROM step s, counter WHERE s."isLast" AND w.id = s.id AND w.version = s.version - s.steps RETURNING 1),
    told AS (
      INSERT INTO switch_changes (switch_id, version, revision, at, act, position, next, share, rules, check_ratio, held,
        secondary_writes, paused, actor_kind, actor_id, actor_name, reason, link, gates, override, plan_id)
      SELECT id, version, base + place, ${now}, act, position, next, share, rules, "checkRatio", held, "secondaryWrites", paused,
             ${actor.kind}, ${actor.id}, ${actor.name}, reason, link, gates, override, plan FROM step, counter),
    raised AS (
      UPDATE plans p SET state = r.state, done = r.done, waits_for = r."waitsFor", updated_at = ${now}
      FROM jsonb_to_recordset(${JSON.stringify(raised)}::jsonb) AS r(id uuid, state text, done int, "waitsFor" jsonb)
      WHERE p.id = r.id AND p.state = 'waiting' AND p.done <= r.done RETURNING 1),
    opened AS (
      INSERT INTO plans (id, project_id, environment_id, module_id, kind, state, steps, done, waits_for, not_before, give_up_at,
        reason, override, override_by, override_by_id, actor_kind, actor_id, actor_name, created_at, updated_at)
      SELECT id, "projectId", "environmentId", "moduleId", kind, state, steps, done, "waitsFor", "notBefore", "giveUpAt",
             reason, override, "overrideBy", "overrideById", "actorKind", "actorId", "actorName", "createdAt", "updatedAt"
      -- After those that give way: a module has one open plan of a kind.
      FROM (SELECT count(*) FROM raised) ended, jsonb_to_recordset(${JSON.stringify(journal.opened)}::jsonb) AS p(id uuid, "projectId" uuid, "environmentId" uuid,
        "moduleId" uuid, kind text, state text, steps jsonb, done int, "waitsFor" jsonb, "notBefore" timestamptz,
        "giveUpAt" timestamptz, reason text, override text, "overrideBy" text, "overrideById" text, "actorKind" text,
        "actorId" text, "actorName" text, "createdAt" timestamptz, "updatedAt" timestamptz)),
    overtaken AS (
      UPDATE proposals SET state = 'overtaken', version = version + 1, updated_at = ${now}
      WHERE id = ANY(${journal.overtaken}::uuid[]) AND state = 'open' RETURNING 1)
    SELECT (SELECT base FROM counter)::float8 AS base, (SELECT count(*) FROM updated)::int AS updated,
           (SELECT count(*) FROM raised)::int AS raised, (SELECT count(*) FROM overtaken)::int AS overtaken,
           (SELECT pg_notify(${CHANGES_CHANNEL}, (${JSON.stringify(hint)}::jsonb || jsonb_build_object('revision', base + ${revisions}::int))::text)
            FROM counter)::text`;
  if (found?.updated !== new Set(steps.map(({ id }) => id)).size) throw conflict("A switch changed meanwhile.", null);
  if (found.raised !== raised.length) throw conflict("This plan went on meanwhile.", null);
  if (found.overtaken !== journal.overtaken.length) throw conflict("A proposal changed meanwhile.", null);
  for (const [index, { changed }] of journal.steps.entries()) {
    const revision = (found.base ?? 0) + (steps[index]?.place ?? 0);
    changed.revision = revision;
    changed.change.revision = revision;
  }
}

/** Steps as they are stored: a switch gets only the last of its own, its history all. */
function stepsOf({ steps }: Journal, together: boolean) {
  const lasts = new Map(steps.map((step, index) => [step.id, index]));
  const counts = new Map<string, number>();
  return steps.map(({ id, changed: { change } }, index) => {
    const { act, version, rules, checkRatio, held, secondaryWrites, paused, reason, link, gates, override, plan, to } = change;
    const count = (counts.get(id) ?? 0) + 1;
    counts.set(id, count);
    const place = together ? 1 : index + 1;
    const told = { reason, link, gates, override, plan };
    const state = { ...to, rules, checkRatio, held, secondaryWrites, paused };
    return { id, version, steps: count, isLast: lasts.get(id) === index, place, act, ...state, ...told };
  });
}
