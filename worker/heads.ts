import { HeadsDamaged } from "../lib/audit/reads/heads-file.ts";
import type { Db } from "../lib/platform/db.ts";
import { log } from "../lib/platform/log.ts";
import { keepHeads } from "./keep-heads.ts";
import type { Duty } from "./loop.ts";

const EVERY_MS = 15_000;

/** Every worker keeps where the audit chains end, in a home of its own; says so, and says once what is missing of them. */
export function heads(db: Db, home: string): Duty {
  const told = new Set<string>();
  const once = (what: string, fields: object) => {
    if (!told.has(what)) log.error(fields, what);
    told.add(what);
  };
  return {
    name: "heads",
    due: "SELECT 'epoch'::timestamptz",
    work: async () => {
      try {
        const { grown, missing } = await keepHeads(db, home);
        for (const { project, sequence, hash } of grown) log.info({ project, head: `${sequence}:${hash}` }, "audit head");
        for (const { project, sequence, hash } of missing)
          once(`the audit log of ${project} no longer holds event ${sequence} as it was`, {
            project,
            head: `${sequence}:${hash}`,
          });
      } catch (error) {
        if (!(error instanceof HeadsDamaged)) throw error;
        once(`${error.message}; no end of an audit chain is kept until it is put right or moved away`, {});
      }
    },
    everyMs: EVERY_MS,
    longestMs: 60_000,
  };
}
