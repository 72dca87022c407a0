import { setTimeout as delay } from "node:timers/promises";
import type { Module } from "../domain/order.ts";
import type { Expected, WriteRecord } from "./record.ts";
import type { Stored, StoredReader } from "./stored.ts";

export type Verdict = {
  orders: number;
  /** Acknowledged writes the store was asked about. */
  acknowledged: number;
  /** Acknowledged writes that left no trace in the store. */
  lost: number;
  /** Orders that hold every acknowledged write and yet are not what those writes made of them, or that nobody made. */
  wrong: number;
  /** Orders with a write whose outcome is unknown: with it or without it, both count as right. */
  unknown: number;
  examples: { id: string; module: Module; userId: string; problem: string }[];
};

const CHUNK = 2_000;
const EXAMPLES = 20;
/** An order may change between being looked up and being read: what seems amiss is looked at again. */
const LOOKS = 6;
const LOOK_AGAIN_MS = 150;

/** Compares every order of the record, those from before among them, with one store. Traffic may go on meanwhile. */
export async function verify(record: WriteRecord, reader: StoredReader, modules: readonly Module[]): Promise<Verdict> {
  const verdict: Verdict = { orders: 0, acknowledged: 0, lost: 0, wrong: 0, unknown: 0, examples: [] };
  for (const module of modules) {
    const orders = record.all().filter((order) => order.module === module);
    for (let start = 0; start < orders.length; start += CHUNK) {
      await verifyChunk(verdict, module, orders.slice(start, start + CHUNK), reader.read);
    }
    if (record.whole) await findSurplus(verdict, record, module, reader.all);
  }
  return verdict;
}

/** Orders that nobody asked for. */
async function findSurplus(verdict: Verdict, record: WriteRecord, module: Module, all: StoredReader["all"]): Promise<void> {
  for (const { id, createdBy } of await all(module)) {
    if (record.get(id) || record.isCreating(createdBy)) continue;
    verdict.wrong += 1;
    example(verdict, { id, module, userId: "", problem: "was created by nobody" });
  }
}

async function verifyChunk(
  verdict: Verdict,
  module: Module,
  orders: readonly Expected[],
  read: StoredReader["read"],
): Promise<void> {
  verdict.orders += orders.length;
  let amiss: readonly Expected[] = orders;
  for (let look = 1; amiss.length > 0; look += 1) {
    if (look > 1) await delay(LOOK_AGAIN_MS);
    const known = new Map(amiss.map((order) => [order.id, order.operations.length]));
    const stored = await read(module, amiss);
    const settled = (order: Expected) => known.get(order.id) === order.operations.length;
    const judged = amiss.map((order) => ({ order, finding: judge(order, stored.get(order.id)) }));
    const last = look === LOOKS;
    for (const { order, finding } of judged) {
      if (finding && !last) continue;
      verdict.acknowledged += order.operations.length;
      if (order.pending) verdict.unknown += 1;
      if (finding && settled(order)) report(verdict, order, finding);
    }
    amiss = last ? [] : judged.filter(({ finding }) => finding).map(({ order }) => order);
  }
}

type Finding = { lost: number; problem: string };

function judge(order: Expected, stored: Stored | undefined): Finding | null {
  if (!stored) return { lost: order.operations.length, problem: "is not in the store" };
  const missing = order.operations.filter((operation) => !stored.operations.includes(operation));
  if (missing.length > 0) return { lost: missing.length, problem: `lacks the acknowledged write ${missing.join(", ")}` };

  const { pending } = order;
  const applied = pending !== null && stored.operations.includes(pending.operationId);
  const expected = {
    userId: order.userId,
    amountCents: order.amountCents,
    status: applied ? pending.status : order.status,
    version: order.operations.length + (applied ? 1 : 0),
  };
  for (const [name, value] of Object.entries(expected)) {
    const actual = stored[name as keyof typeof expected];
    if (actual !== value) return { lost: 0, problem: `has ${name} ${actual} where ${value} was acknowledged` };
  }
  return stored.operations.length === expected.version ? null : { lost: 0, problem: "holds a write that nobody sent" };
}

function report(verdict: Verdict, order: Expected, finding: Finding): void {
  verdict.lost += finding.lost;
  if (finding.lost === 0) verdict.wrong += 1;
  const { id, module, userId } = order;
  example(verdict, { id, module, userId, problem: finding.problem });
}

function example(verdict: Verdict, found: Verdict["examples"][number]): void {
  if (verdict.examples.length < EXAMPLES) verdict.examples.push(found);
}
