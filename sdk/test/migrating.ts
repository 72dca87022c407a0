import type { Snapshot } from "../../lib/core/evaluation/snapshot.ts";
import type { Client, ClientOptions, Migrator, MigratorOptions, Side, Stage, Write } from "../index.ts";
import { type deferred, peerWith, readyClient, type TestClient } from "./harness.ts";
import { ordersAt, type Peer } from "./peer.ts";

export const USER = { targetingKey: "user-1" };

/** The table of the domain, by hand: stores asked by a read, and written by a write, the authority first. */
export const TABLE: { stage: Stage; reads: Side[]; writes: Side[] }[] = [
  { stage: "off", reads: ["old"], writes: ["old"] },
  { stage: "dualwrite", reads: ["old"], writes: ["old", "new"] },
  { stage: "shadow", reads: ["old", "new"], writes: ["old", "new"] },
  { stage: "live", reads: ["new", "old"], writes: ["new", "old"] },
  { stage: "rampdown", reads: ["new"], writes: ["new", "old"] },
  { stage: "complete", reads: ["new"], writes: ["new"] },
];
type Gate = ReturnType<typeof deferred<void>>;
type Stores = {
  /** `read old key`, `write new key` … in the order they began. */
  calls: string[];
  /** A side with a gate waits for it. */
  gates: Partial<Record<Side, Gate>>;
  /** Sides that are down. */
  failing: Side[];
  /** What each write was told of its part. */
  writes: Write<string>[];
  /** What the reads of a side answer, one after the other; then its usual answer. */
  answers: Partial<Record<Side, string[]>>;
};
export type Migrating = TestClient & {
  client: Client;
  peer: Peer;
  stores: Stores;
  data: Migrator<string, string, string, string>;
};
type Overrides = Partial<MigratorOptions<string, string, string, string>>;

export function migrating(
  stage: Stage,
  failing: Side[] = [],
  overrides: Overrides = {},
  options: Partial<ClientOptions> = {},
): Promise<Migrating> {
  return migratingAt(ordersAt(1, { data: stage }), failing, overrides, options);
}

export async function migratingAt(
  snapshot: Snapshot,
  failing: Side[] = [],
  overrides: Overrides = {},
  options: Partial<ClientOptions> = {},
): Promise<Migrating> {
  return migratingOver(await peerWith(snapshot), options, failing, overrides);
}

/** Through a peer, or the first of several addresses. */
export async function migratingOver(
  peer: Peer,
  options: Partial<ClientOptions> = {},
  failing: Side[] = [],
  overrides: Overrides = {},
): Promise<Migrating> {
  const made = await readyClient(peer, options);
  const stores: Stores = { calls: [], gates: {}, answers: {}, failing, writes: [] };
  const store = (act: "read" | "write", side: Side) => async (input: string, write?: Write<string>) => {
    if (write) stores.writes.push(write);
    const call = `${act} ${side} ${input}`;
    stores.calls.push(call);
    await stores.gates[side]?.promise;
    if (stores.failing.includes(side)) throw new Error(`${side} is down`);
    return (act === "read" ? stores.answers[side]?.shift() : undefined) ?? call;
  };
  const data = made.client.migrator({
    key: "orders.data",
    readOld: store("read", "old"),
    readNew: store("read", "new"),
    writeOld: store("write", "old"),
    writeNew: store("write", "new"),
    compare: (old, fresh) => old.replace("old", "new") === fresh,
    ...overrides,
  });
  return { ...made, peer, stores, data };
}

export async function settled<T>(promise: Promise<T>): Promise<{ value: T } | { error: string }> {
  try {
    return { value: await promise };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

type Row = { kind: string; operation: string; path: Side; count: number; errors: number };

/** What all reports say was measured, per path. */
export function measured(peer: Peer): Row[] {
  const rows = new Map<string, Row>();
  for (const { kind, operation, path, count, errors } of peer.reports.flatMap(({ windows }) => windows)) {
    const row = rows.get(path) ?? { kind, operation, path, count: 0, errors: 0 };
    rows.set(path, { ...row, count: row.count + count, errors: row.errors + errors });
  }
  return [...rows.values()].toSorted(byPath);
}

export function byPath(a: { path: string }, b: { path: string }): number {
  return a.path < b.path ? -1 : 1;
}

export function comparisons(peer: Peer): { compared: number; equal: number; different: number; skipped: number } | null {
  const rows = peer.reports.flatMap((report) => report.comparisons);
  if (rows.length === 0) return null;
  const sum = (name: "compared" | "equal" | "different" | "skipped") => rows.reduce((total, row) => total + row[name], 0);
  return { compared: sum("compared"), equal: sum("equal"), different: sum("different"), skipped: sum("skipped") };
}

export function secondaryFailures(peer: Peer): { operation: string; path: Side; count: number }[] {
  return peer.reports
    .flatMap((report) => report.secondaryFailures)
    .map(({ operation, path, count }) => ({ operation, path, count }));
}
