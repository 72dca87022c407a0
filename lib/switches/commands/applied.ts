import { allWrite, type SwitchState } from "../../core/stages/module.ts";
import type { Side } from "../../core/stages/positions.ts";
import { publishedAs } from "../../core/stages/published.ts";
import type { Switch } from "../../platform/generated/prisma/client.ts";
import { partsOf } from "../reads/rows.ts";
import type { Locked } from "./lock.ts";

/** Later than any revision there is: what is decided now becomes visible after all that anybody has acknowledged. */
const TO_COME = 2 ** 52;

/** What was decided is what the next step of the same transaction begins from. */
export function applied(locked: Locked, row: Switch, next: SwitchState): void {
  const { axis } = partsOf(row.key);
  const { state: before, facts } = locked.of(row.moduleId);
  const state = { ...before, [axis]: next };
  const revision = TO_COME + locked.journal.steps.length;
  const published = publishedAs(revision, state);
  const leaves = (store: Side) => !allWrite(published.stages, store);
  const leftOut = {
    old: leaves("old") ? revision : facts.leftOut.old,
    new: leaves("new") ? revision : facts.leftOut.new,
  };
  const { position, next: ahead, share, held, paused, secondaryWrites, checkRatio } = next;
  const stored = { position, next: ahead, share, held, paused, secondaryWrites, checkRatio };
  locked.stored(
    { ...row, ...stored, rules: next.rules as unknown as Switch["rules"], version: row.version + 1 },
    { state, facts: { ...facts, published: [...facts.published, published], leftOut } },
  );
}
