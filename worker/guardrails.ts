import { lookAtAll } from "../lib/guardrails/commands/look.ts";
import type { Connection } from "../lib/platform/db.ts";
import { log } from "../lib/platform/log.ts";
import type { Duty } from "./loop.ts";
import { periodic } from "./periodic.ts";

const EVERY_SECONDS = 10;

/** Looks at every guardrail, as often as measurements come. */
export function guardrails({ db, pool }: Connection): Duty {
  return periodic(
    pool,
    "guardrails",
    { every: EVERY_SECONDS, where: "EXISTS (SELECT 1 FROM guardrails WHERE enabled)" },
    async () => {
      const fired = await lookAtAll({ db, pool }, new Date());
      for (const { name, project, module, environment, action } of fired)
        log.warn({ project: project.key, module: module.key, environment: environment.key, action }, `guardrail ${name} failed`);
    },
  );
}
