import { look, neededFrom } from "../../core/guardrails/standing.ts";
import { readSamples } from "../../measurements/reads/samples.ts";
import type { Connection } from "../../platform/db.ts";
import { type Watched, watched } from "../reads/watched.ts";
import { type Firing, fire } from "./fire.ts";

/**
 * Looks at every guardrail there is: reads what was measured since the last look, goes on with each test, keeps what it
 * says, and acts where one fails. A handful of statements, however many there are. Answers those that acted.
 */
export async function lookAtAll({ db, pool }: Pick<Connection, "db" | "pool">, now: Date): Promise<Firing[]> {
  const all = await watched(pool);
  if (all.length === 0) return [];
  const time = now.getTime() / 1000;
  const from = Math.min(...all.map(({ standing, guardrail }) => neededFrom(standing, guardrail, time)));
  const samplesOf = await readSamples(pool, modulesOf(all), from);

  const failing: Firing[] = [];
  const kept = all.map((one) => {
    const { standing, judgement } = look(one.standing, one.guardrail, one.basis, samplesOf(one.scope), time);
    const anew = standing.since !== one.standing?.since || standing.basis !== one.standing.basis;
    if (judgement.verdict === "fail" && (anew || !one.fired)) failing.push({ ...one, judgement });
    const grown = anew || standing.settled !== one.standing?.settled;
    return { ...standing, id: one.id, version: one.version, judgement, ...(grown ? {} : { test: undefined }) };
  });
  await pool.query(KEEP, [JSON.stringify(kept), now]);

  const fired: Firing[] = [];
  for (const firing of failing) if (await fire(db, firing, now)) fired.push(firing);
  return fired;
}

/** A guardrail that was edited or removed meanwhile keeps nothing of what was found before. */
const KEEP = `
  INSERT INTO guardrail_standings AS s (guardrail_id, basis, since, settled, test, judgement, verdict, verdict_since, judged_at)
  SELECT g.id, r.basis, to_timestamp(r.since), to_timestamp(r.settled), r.test, r.judgement, r.judgement->>'verdict', $2, $2
  FROM jsonb_to_recordset($1::jsonb) AS r(id uuid, version int, basis text, since float8,
    settled float8, test jsonb, judgement jsonb)
  JOIN guardrails g ON g.id = r.id AND g.version = r.version
  ON CONFLICT (guardrail_id) DO UPDATE SET
    basis = EXCLUDED.basis, since = EXCLUDED.since, settled = EXCLUDED.settled, judgement = EXCLUDED.judgement,
    test = CASE WHEN EXCLUDED.settled = s.settled AND EXCLUDED.since = s.since AND EXCLUDED.basis = s.basis THEN s.test ELSE EXCLUDED.test END,
    verdict = EXCLUDED.verdict, judged_at = EXCLUDED.judged_at,
    verdict_since = CASE WHEN EXCLUDED.verdict = s.verdict THEN s.verdict_since ELSE EXCLUDED.verdict_since END,
    fired_at = CASE WHEN EXCLUDED.since = s.since AND EXCLUDED.basis = s.basis THEN s.fired_at END
  WHERE s.judged_at < EXCLUDED.judged_at`;

function modulesOf(all: readonly Watched[]): { environmentId: string; moduleId: string }[] {
  const scopes = new Map(all.map(({ scope }) => [`${scope.environmentId} ${scope.moduleId}`, scope]));
  return [...scopes.values()];
}
