import { createHash } from "node:crypto";
import type { Pool, PoolClient } from "pg";
import { CHANGES_CHANNEL } from "../../platform/channel.ts";
import { impatient } from "../../platform/db.ts";
import { type Acknowledgement, type AcknowledgementRefusal, storedActingSchema } from "../schema.ts";
import { goesAstray, type Lineage, mayAdopt } from "./astray.ts";
import { type Crowded, readCrowd } from "./crowd.ts";
import { judge, type Moment } from "./judge.ts";
import type { InstanceRow, Said } from "./run.ts";

/**
 * What an instance said, with which token, and when it was heard: milliseconds of `performance.now()`. What was heard
 * elsewhere was heard at some moment from `heardFrom` to `heardAt`.
 */
export type Word = Acknowledgement & { heardAt: number; heardFrom?: number; token?: string };

/** `revision` is the environment's, `now` Postgres' time; `adopt`: it may go over to what is published. */
export type Outcome = { revision: number; now: Date; refusal: AcknowledgementRefusal | null; adopt?: boolean | undefined };

/**
 * Stores what instances of one environment said, each at most once here; answers what became of every word, in
 * order, or null when there is no such environment. Batches of one environment follow each other, also those of
 * other processes, and none runs beside a change of its revision: who registers has read what is in force, and a
 * change that comes after knows of everyone who may act. Throws when Postgres is away; nothing is stored then.
 */
export async function acknowledge(pool: Pool, environmentId: string, words: readonly Word[]): Promise<Outcome[] | null> {
  const client = await pool.connect();
  try {
    // A process that stalls between two statements must not hold up a change of switches.
    await run(client, "BEGIN; SET LOCAL idle_in_transaction_session_timeout = 2000; SET LOCAL lock_timeout = 3000");
    const outcomes = await acknowledgeWithin(client, environmentId, words);
    await run(client, "COMMIT");
    client.release();
    return outcomes;
  } catch (error) {
    await run(client, "ROLLBACK").then(
      () => client.release(),
      () => client.release(true),
    );
    throw error;
  }
}

async function acknowledgeWithin(client: PoolClient, environmentId: string, words: readonly Word[]): Promise<Outcome[] | null> {
  const environment = await lockEnvironment(client, environmentId);
  if (!environment) return null;
  const { present, lineage } = environment;

  const said = words.map(proved);
  const heardBefore = performance.now();
  const { now, rows } = await known(client, environmentId, said);
  const heardAfter = performance.now();
  const runs = new Runs(rows);
  const crowd = said.some((word) => runs.isNew(word)) ? await readCrowd(client, environmentId) : undefined;
  const taken = words.map((word, i) => {
    const moment: Moment = {
      present,
      lineage,
      now,
      earliest: ago(now, heardAfter - (word.heardFrom ?? word.heardAt)),
      latest: ago(now, heardBefore - word.heardAt),
    };
    return runs.take(said[i] as Said, moment, crowd);
  });
  await store(client, environmentId, runs.changed);
  await storeDoubts(client, environmentId, runs.doubtful, now);
  if (taken.some(({ astray }) => astray)) await recover(client, environmentId);
  return taken.map(({ refusal, adopt }) => ({ revision: present, now, refusal, adopt }));
}

async function lockEnvironment(client: PoolClient, id: string): Promise<{ present: number; lineage: Lineage } | null> {
  const { rows } = await run<{ revision: string; from: string; restored: string | null; recovering: boolean; lineage: string }>(
    client,
    `SELECT revision, lineage_from AS "from", restored_revision AS restored, recovering_since IS NOT NULL AS recovering,
            (SELECT lineage FROM revision_counter) AS lineage
     FROM environments WHERE id = $1 FOR NO KEY UPDATE`,
    [id],
  );
  const [row] = rows;
  if (!row) return null;
  const { from, restored, recovering, lineage } = row;
  return {
    present: Number(row.revision),
    lineage: { id: lineage, from: Number(from), restored: Number(restored ?? 0), recovering },
  };
}

/** Somebody came back who acts on what nobody knew of: nothing moves until that is settled. */
async function recover(client: PoolClient, environmentId: string): Promise<void> {
  await run(
    client,
    `WITH begun AS (
       UPDATE environments SET recovering_since = clock_timestamp(), recovering_until = clock_timestamp()
       WHERE id = $1 AND recovering_since IS NULL RETURNING project_id)
     SELECT pg_notify($2, json_build_object('project', project_id)::text) FROM begun`,
    [environmentId, CHANGES_CHANNEL],
  );
}

/** What became of one word; `astray`: it tells of a history that was lost. */
type Taken = { refusal: AcknowledgementRefusal | null; adopt?: boolean | undefined; astray?: boolean };

/** The runs of everybody who spoke, as each word leaves them for the next. */
class Runs {
  readonly #byName = new Map<string, Map<string, InstanceRow>>();
  readonly #changed = new Set<string>();
  readonly #doubtful = new Map<string, InstanceRow>();

  constructor(rows: readonly InstanceRow[]) {
    for (const row of rows) this.#put(row);
  }

  get changed(): InstanceRow[] {
    return [...this.#byName.values()].flatMap((runs) => [...runs.values()]).filter((row) => this.#changed.has(keyOf(row)));
  }

  /** Those that ended without draining, as they were before the first word that said so. */
  get doubtful(): InstanceRow[] {
    return [...this.#doubtful.values()];
  }

  isNew({ leaseSeconds, incarnation, ...word }: Said): boolean {
    return leaseSeconds > 0 && !this.#byName.get(nameOf(word))?.has(incarnation);
  }

  take(word: Said, at: Omit<Moment, "crowd">, crowd: Crowded | undefined): Taken {
    const moment: Moment = crowd ? { ...at, crowd: crowd.around(word) } : at;
    const ofName = [...(this.#byName.get(nameOf(word))?.values() ?? [])];
    const before = ofName.find(({ incarnation }) => incarnation === word.incarnation) ?? null;
    const verdict = judge(word, ofName, moment);
    if (verdict.refusal) return { refusal: verdict.refusal };
    if (before === null && verdict.rows.length > 0) crowd?.add(word);
    for (const row of verdict.rows) {
      this.#put(row);
      this.#changed.add(keyOf(row));
    }
    for (const row of verdict.doubtful) if (!this.#doubtful.has(keyOf(row))) this.#doubtful.set(keyOf(row), row);
    const { lineage } = moment;
    const adopt = mayAdopt(word, before, lineage) || undefined;
    return { refusal: null, adopt, astray: goesAstray(word, before, lineage) };
  }

  #put(row: InstanceRow): void {
    const runs = this.#byName.get(nameOf(row)) ?? new Map<string, InstanceRow>();
    this.#byName.set(nameOf(row), runs.set(row.incarnation, row));
  }
}

/** What it said, without what only it may know. */
function proved({ secret, succeeds, incarnation = "", ...word }: Word): Said {
  return {
    ...word,
    incarnation,
    secretHash: secret === undefined ? null : sha256(secret),
    succeeds: succeeds.map((former) => ({ incarnation: former.incarnation, secretHash: sha256(former.secret) })),
  };
}

function sha256(secret: string): string {
  return createHash("sha256").update(secret).digest("hex");
}

/**
 * Runs of those who spoke, locked, and Postgres' time once the environment was: all that have not departed, and those
 * that are named.
 */
async function known(
  client: PoolClient,
  environmentId: string,
  words: readonly Said[],
): Promise<{ now: Date; rows: InstanceRow[] }> {
  const { rows } = await run<InstanceRow & { now: Date; revision: string }>(
    client,
    `SELECT c.now, i.* FROM (SELECT clock_timestamp() AS now) c LEFT JOIN (
       SELECT service, instance, service_version AS version, incarnation, secret_hash AS "secretHash", revision, acknowledged_at AS "acknowledgedAt",
              lease_until AS "leaseUntil", first_seen_at AS "firstSeenAt", on_lease_loss AS "onLeaseLoss",
              cold_start AS "coldStart", operation_seconds AS "operationSeconds", coalesce(writes, '{}') AS writes,
              writes_known AS "writesKnown", acting, departed_at AS "departedAt", departure
       FROM instances
       WHERE environment_id = $1 AND (service, instance) IN (SELECT * FROM unnest($2::text[], $3::text[]))
         AND (departed_at IS NULL OR incarnation = ANY ($4::text[]))
       FOR UPDATE) i ON true`,
    [environmentId, words.map(({ service }) => service), words.map(({ instance }) => instance), words.flatMap(runsIn)],
  );
  const found = rows
    .filter(({ service }) => service !== null)
    .map(({ now, ...row }) => ({ ...row, revision: Number(row.revision), acting: storedActingSchema.parse(row.acting) }));
  return { now: rows[0]?.now as Date, rows: found };
}

async function store(client: PoolClient, environmentId: string, rows: readonly InstanceRow[]): Promise<void> {
  if (rows.length === 0) return;
  await run(
    client,
    `INSERT INTO instances (environment_id, service, instance, service_version, incarnation, secret_hash, revision, acknowledged_at,
       lease_until, first_seen_at, on_lease_loss, cold_start, operation_seconds, writes, writes_known, acting, departed_at, departure, token_id)
     SELECT $1, r.* FROM json_to_recordset($2) AS r(service text, instance text, version text, incarnation text,
       "secretHash" text, revision bigint,
       "acknowledgedAt" timestamptz, "leaseUntil" timestamptz, "firstSeenAt" timestamptz, "onLeaseLoss" text, "coldStart" text,
       "operationSeconds" int, writes text[], "writesKnown" bool, acting jsonb, "departedAt" timestamptz, departure text, token uuid)
     ON CONFLICT (environment_id, service, instance, incarnation) DO UPDATE SET
       service_version = EXCLUDED.service_version, revision = EXCLUDED.revision,
       acknowledged_at = EXCLUDED.acknowledged_at, lease_until = EXCLUDED.lease_until, on_lease_loss = EXCLUDED.on_lease_loss,
       cold_start = EXCLUDED.cold_start, operation_seconds = EXCLUDED.operation_seconds, writes = EXCLUDED.writes,
       writes_known = EXCLUDED.writes_known, acting = EXCLUDED.acting, departed_at = EXCLUDED.departed_at, departure = EXCLUDED.departure,
       departure_by = NULL, departure_reason = NULL`,
    [environmentId, JSON.stringify(rows)],
  );
}

/** Those that were succeeded without having deregistered may have left a write half done since they spoke last. */
async function storeDoubts(client: PoolClient, environmentId: string, rows: readonly InstanceRow[], now: Date): Promise<void> {
  if (rows.length === 0) return;
  const doubts = rows.map(({ writes, writesKnown, acknowledgedAt, operationSeconds, ...row }) => ({
    ...row,
    writes: writesKnown ? writes : [],
    since: ago(acknowledgedAt, operationSeconds * 1000),
    // What it had asked of a store when it ended may take effect so long.
    noticedAt: ago(now, -operationSeconds * 1000),
  }));
  await run(
    client,
    `INSERT INTO doubts AS d (id, environment_id, service, instance, incarnation, writes, since, noticed_at, cause)
     SELECT gen_random_uuid(), $1, r.service, r.instance, r.incarnation, r.writes, r.since, r."noticedAt", 'restarted'
     FROM json_to_recordset($2) AS r(service text, instance text, incarnation text, writes text[], since timestamptz,
       "noticedAt" timestamptz)
     ON CONFLICT (environment_id, service, instance, incarnation) DO UPDATE SET
       writes = CASE WHEN cardinality(d.writes) = 0 OR cardinality(EXCLUDED.writes) = 0 THEN '{}' ELSE d.writes || EXCLUDED.writes END,
       since = least(d.since, EXCLUDED.since), noticed_at = EXCLUDED.noticed_at, cause = EXCLUDED.cause`,
    [environmentId, JSON.stringify(doubts)],
  );
}

function runsIn({ incarnation, succeeds }: Said): string[] {
  return [incarnation, ...succeeds.map((former) => former.incarnation)];
}

function nameOf({ service, instance }: { service: string; instance: string }): string {
  return JSON.stringify([service, instance]);
}

function keyOf({ service, instance, incarnation }: InstanceRow): string {
  return JSON.stringify([service, instance, incarnation]);
}

function ago(moment: Date, milliseconds: number): Date {
  return new Date(moment.getTime() - milliseconds);
}

function run<R extends object>(client: PoolClient, text: string, values: unknown[] = []) {
  return client.query<R>(impatient(text, values));
}
