import { afterEach, expect, test, vi } from "vitest";
import { isNewer, type Side, SupersededError, type Write, type WriteVersion } from "../index.ts";
import { type TestClient, testClient } from "../testing.ts";

afterEach(() => {
  vi.useRealTimers();
});

const SPLIT = { position: "shadow", next: "live", share: 0 } as const;
const WRITERS = { A: "shadow", B: "live" } as const;
type Writer = keyof typeof WRITERS;
type Call = { writer: Writer; side: Side; begin: () => void };
type Held = { value: Writer; version: WriteVersion };

/** One record in two stores whose calls begin when the test says so. */
class SharedRecord {
  readonly held: Partial<Record<Side, Held>> = {};
  waiting: Call[] = [];

  async write(side: Side, value: Writer, { version }: Write<Writer>): Promise<Writer> {
    await new Promise<void>((begin) => this.waiting.push({ writer: value, side, begin }));
    const held = this.held[side];
    if (held && !isNewer(version, held.version)) throw new SupersededError(held.version);
    this.held[side] = { value, version };
    return value;
  }
}

/** A client of its own clock, `aheadMs` from the others. */
function clientAt(
  instance: string,
  stage: "shadow" | "live",
  secondaryWrites: "best-effort" | "required",
  aheadMs: number,
): TestClient {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + aheadMs });
  const client = testClient({ instance, switches: { "orders.data": { ...SPLIT, secondaryWrites } } });
  vi.useRealTimers();
  client.force("orders.data", null, stage);
  return client;
}

const settle = () => new Promise((resolve) => setImmediate(resolve));

/** Both write one record at once; of the calls that wait, `choices` says which begins. Answers how many there were at each step. */
async function play(choices: readonly number[], required: boolean, aheadMs: number) {
  const record = new SharedRecord();
  const policy = required ? "required" : "best-effort";
  const clients = { A: clientAt("a", WRITERS.A, policy, 0), B: clientAt("b", WRITERS.B, policy, aheadMs) };
  const outcomes: Promise<unknown>[] = [];
  for (const writer of ["A", "B"] as const) {
    const data = clients[writer].migrator<string, undefined, Writer, Writer>({
      key: "orders.data",
      readOld: async () => undefined,
      readNew: async () => undefined,
      writeOld: (input, write) => record.write("old", input, write),
      writeNew: (input, write) => record.write("new", input, write),
      keyOf: () => "one",
    });
    outcomes.push(data.write({ targetingKey: writer }, "save", writer).catch(() => undefined));
  }
  const room: number[] = [];
  for (let step = 0; ; step += 1) {
    await settle();
    const { waiting } = record;
    if (waiting.length === 0) break;
    const [chosen] = waiting.splice(choices[step] ?? 0, 1);
    room.push(waiting.length + 1);
    chosen?.begin();
  }
  await Promise.all(outcomes);
  for (const client of Object.values(clients)) await client.close();
  return { room, held: record.held };
}

/** Plays every order in which the calls can begin. */
async function everyOrder(required: boolean, aheadMs: number): Promise<number> {
  let orders = 0;
  let choices: number[] = [];
  for (;;) {
    const { room, held } = await play(choices, required, aheadMs);
    orders += 1;
    expect(held.old, `in the order ${choices}`).toEqual(held.new);
    const taken = room.map((_, step) => choices[step] ?? 0);
    const last = taken.findLastIndex((choice, step) => choice + 1 < (room[step] as number));
    if (last < 0) return orders;
    choices = [...taken.slice(0, last), (taken[last] as number) + 1];
  }
}

test.each([
  ["best-effort", 0],
  ["best-effort", 3_600_000],
  ["best-effort", -3_600_000],
  ["required", 0],
  ["required", 3_600_000],
  ["required", -3_600_000],
] as const)(
  "two subjects on different sides write one record, and both stores end equal in every order: %s, clocks %d ms apart",
  async (secondaryWrites, aheadMs) => {
    expect(await everyOrder(secondaryWrites === "required", aheadMs)).toBeGreaterThanOrEqual(6);
  },
);
