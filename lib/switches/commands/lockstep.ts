import type { z } from "zod";
import { type Level, lacking } from "../../core/stages/friction.ts";
import { propose, type Refusal } from "../../core/stages/propose.ts";
import { FULL_SHARE, sameStanding } from "../../core/stages/state.ts";
import { endForwardPlan } from "../../plans/commands/take-over.ts";
import { inTransaction, type ProjectContext } from "../../platform/context.ts";
import { notFound, refused } from "../../platform/errors.ts";
import type { Switch } from "../../platform/generated/prisma/client.ts";
import { standingOf, stateOf } from "../reads/rows.ts";
import type { lockstepBodySchema } from "../schema/change.ts";
import type { Changed } from "../schema/outcome.ts";
import { authoriseMove, judgeChange } from "./change.ts";
import { expectVersion, type Locked, lockModules, moduleIn } from "./lock.ts";
import { store } from "./store.ts";
import { write } from "./write.ts";

type Body = z.input<typeof lockstepBodySchema>;
type Item = { asked: Body["changes"][number]; row: Switch };

/**
 * Changes several switches under one revision, all or none: services see every one of them or none. Each is judged
 * with those before it in place, call before data, since data leans on it. Throws `refused` with what stands against
 * any of them, and `conflict` when any version is stale.
 */
export async function changeTogether(
  context: ProjectContext,
  input: { environment: string } & Body,
): Promise<{ changes: Changed[] }> {
  return inTransaction(context, async (inside) => {
    const modules = new Set(input.changes.map(({ key }) => moduleIn(key)));
    const locked = await lockModules(inside, input.environment, [...modules], { act: "switch.back", measured: true });
    const { environment } = locked;
    const items = await itemsOf(inside, locked, input.changes);
    const { reason, link, override } = input;
    const levels: Level[] = [];
    const refusals: Refusal[] = [];
    const changes: Changed[] = [];
    let failed = false;

    for (const { asked, row } of items) {
      const told = { ...asked, override };
      const judged = judgeChange(environment, row, locked.of(row.moduleId), told, locked.clock, { together: true });
      if (judged.to) authoriseMove(inside, environment, judged);
      levels.push(judged.level);
      failed ||= judged.gates.some((gate) => !gate.passed && gate.overridable);
      refusals.push(...judged.refusals.map(({ detail, ...refusal }) => ({ ...refusal, detail: { ...detail, switch: row.key } })));
      if (!judged.next) continue;
      if (judged.course.direction === "back") endForwardPlan(inside, locked, row.moduleId);
      const present = locked.rows.find(({ id }) => id === row.id) ?? row;
      const why = { reason, link, override: judged.overridden ? override : undefined };
      const state = { ...judged.next, paused: present.paused };
      changes.push(store(inside, locked, present, { act: "change", state, gates: judged.gates, ...why }));
    }
    const missing = lacking(levelOf(levels, items, environment.protected), input, String(items.length), failed);
    if (refusals.length + missing.length > 0) throw refused([...refusals, ...missing]);
    await write(inside, locked, { together: true });
    return { changes };
  });
}

async function itemsOf(context: ProjectContext, locked: Locked, asked: Body["changes"]): Promise<Item[]> {
  const items: Item[] = [];
  for (const one of asked) {
    const row = locked.rows.find(({ key }) => key === one.key);
    if (!row) throw notFound("switch");
    if (items.some((item) => item.row.id === row.id)) {
      throw refused([{ rule: "twice", message: `${one.key} is named twice.`, detail: { switch: one.key } }]);
    }
    await expectVersion(context, locked.environment, row, one.expectedVersion);
    items.push({ asked: one, row });
  }
  const [back, forward] = [items.filter(goesBack), items.filter((item) => !goesBack(item))];
  // Whatever leans on another axis goes back before it and forward after it.
  return [...back.sort(byAxis).reverse(), ...forward.sort(byAxis)];
}

function goesBack({ asked, row }: Item): boolean {
  const proposed = propose(stateOf(row), { ...asked, share: asked.share ?? FULL_SHARE, act: "change" });
  return proposed.ok && proposed.course.way === "back";
}

const ORDER = ["route", "call", "data"];

function byAxis(a: Item, b: Item): number {
  return ORDER.indexOf(a.row.axis) - ORDER.indexOf(b.row.axis);
}

/** Back is one key. Forward in bulk is a matter of typing, but where nothing is protected and all stand at the same place. */
function levelOf(levels: readonly Level[], items: readonly Item[], isProtected: boolean): Level {
  if (levels.every((level) => level === "R")) return "R";
  if (levels.every((level) => level === "R" || level === 2)) return 2;
  const [first] = items;
  const alike = items.every(
    ({ row }) => first && row.axis === first.row.axis && sameStanding(standingOf(row), standingOf(first.row)),
  );
  return !isProtected && alike && levels.every((level) => level !== 3) ? 1 : 3;
}
