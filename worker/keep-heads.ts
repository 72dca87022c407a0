import { type KeptHead, readHeads, writeHeads } from "../lib/audit/reads/heads-file.ts";
import type { Db } from "../lib/platform/db.ts";

type Found = {
  projectId: string;
  project: string;
  /** The newest event; null where the project or all its events are gone. */
  sequence: number | null;
  hash: string | null;
  at: Date | null;
  /** Whether the event that was kept is still there as it was. */
  holds: boolean;
};

export type Looked = {
  /** Chains that have grown since. */
  grown: KeptHead[];
  /** Chains that no longer hold what was kept of them; that stays kept. */
  missing: KeptHead[];
};

/** Keeps where every chain ends now in the home's file. Throws `HeadsDamaged`; then nothing was written. */
export async function keepHeads(db: Db, home: string): Promise<Looked> {
  const kept = new Map((await readHeads(home)).map((head) => [head.projectId, head]));
  const found = await db.$queryRaw<Found[]>`
    SELECT coalesce(p.id, k."projectId")::text AS "projectId", coalesce(p.key, k.project) AS project,
           e.sequence, encode(e.hash, 'hex') AS hash, e.at,
           k."projectId" IS NULL OR EXISTS (SELECT 1 FROM audit_events a
             WHERE a.project_id = k."projectId" AND a.sequence = k.sequence AND a.hash = decode(k.hash, 'hex')) AS holds
    FROM projects p
    FULL JOIN jsonb_to_recordset(${JSON.stringify([...kept.values()])}::jsonb)
      AS k("projectId" uuid, project text, sequence int, hash text) ON k."projectId" = p.id
    LEFT JOIN LATERAL (SELECT sequence, hash, at FROM audit_events
      WHERE project_id = p.id ORDER BY sequence DESC LIMIT 1) e ON true`;
  const looked: Looked = { grown: [], missing: [] };
  for (const { projectId, project, sequence, hash, at, holds } of found) {
    const known = kept.get(projectId);
    if (known && !holds) looked.missing.push(known);
    else if (sequence !== null && hash !== null && at !== null && sequence !== known?.sequence)
      looked.grown.push({ projectId, project, sequence, hash, at: at.toISOString() });
  }
  for (const head of looked.grown) kept.set(head.projectId, head);
  if (looked.grown.length > 0) await writeHeads(home, [...kept.values()]);
  return looked;
}
