import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Distribution } from "./distribution.ts";
import type { Origin } from "./origin.ts";
import { SeriesMemory } from "./series-memory.ts";
import type { SeriesPoint } from "./series-point.ts";
import { explicitPoint } from "./test-points.ts";

const SECOND = 1_000_000_000n;
const LISTENING = 1_000_000_000_000n;

function distributionOf(given: number): Distribution {
  const count = BigInt(given);
  return explicitPoint({ count, sum: given / 1000, bucketCounts: [count, 0n], explicitBounds: [0.005] }) as Distribution;
}

const connected = (): NonNullable<Origin> => ({ connection: { open: true, shared: false } });
/** Another export over the same connection. */
const again = (origin: Origin): Origin => origin && { connection: origin.connection };

function memoryOf() {
  const memory = new SeriesMemory(Number(LISTENING / 1_000_000n), () => "project");
  return (count: number, point: Partial<SeriesPoint>) => {
    const whole = { start: LISTENING, time: LISTENING, cumulative: true, origin: null, ...point };
    const answer = memory.add("environment", "series", { ...whole, distribution: distributionOf(count) });
    return answer === null || typeof answer === "string" ? answer : answer.distribution.count;
  };
}

describe("delta points of one time", () => {
  const aligned = { cumulative: false, start: LISTENING, time: LISTENING + 10n * SECOND };

  it("count all when they differ, from two connections, over one, and in one export", () => {
    const add = memoryOf();
    const origin = connected();
    expect([add(7, { ...aligned, origin }), add(5, { ...aligned, origin: connected() })]).toEqual([7, 5]);
    expect([add(3, { ...aligned, origin }), add(2, { ...aligned, origin: again(origin) })]).toEqual([3, 2]);
  });

  it("count once when they are alike, and say so where a second sender may have been", () => {
    const add = memoryOf();
    const origin = connected();
    expect(add(7, { ...aligned, origin })).toBe(7);
    expect(add(7, { ...aligned, origin })).toBe("unknown sender");
    expect(add(7, { ...aligned, origin: again(origin) })).toBeNull();
    expect(add(7, { ...aligned, origin: connected() })).toBe("unknown sender");
    origin.connection.open = false;
    expect(add(7, { ...aligned, origin: connected() })).toBeNull();
  });

  it("are those of one sender for sure when it is named, or the clocks agree to the nanosecond", () => {
    const add = memoryOf();
    const exact = { ...aligned, time: aligned.time + 7n };
    expect([add(7, { ...exact, origin: connected() }), add(7, { ...exact, origin: connected() })]).toEqual([7, null]);
    expect([add(7, aligned), add(7, aligned)]).toEqual([7, null]);
  });
});

describe("cumulative points of several replicas", () => {
  const rounds = [10, 20, 30, 40];
  const origins = (replicas: number) => Array.from({ length: replicas }, connected);
  const sent = (replicas: Origin[], startOf: (replica: number) => bigint) => {
    const add = memoryOf();
    return rounds.flatMap((count, round) =>
      replicas.map((origin, i) => {
        const time = LISTENING + BigInt(round + 1) * 10n * SECOND + BigInt(i);
        return add(count + i, { start: startOf(i), time, origin: again(origin) });
      }),
    );
  };
  const sum = (answers: unknown[]) => answers.reduce((all: number, each) => all + (typeof each === "number" ? each : 0), 0);

  it.each([2, 9, 200])("%i of them, each with a start of its own, are all counted", (replicas) => {
    const all = replicas * 40 + (replicas * (replicas - 1)) / 2;
    expect(sum(sent(origins(replicas), (i) => LISTENING + BigInt(i)))).toBe(all);
    const proxy = connected();
    expect(sum(sent(Array(replicas).fill(proxy), (i) => LISTENING + BigInt(i)))).toBe(all);
  });

  it("are told apart by their connections when their starts are aligned", () => {
    expect(sum(sent(origins(9), () => LISTENING))).toBe(9 * 40 + 36);
    expect(sum(sent(origins(9), () => 0n))).toBe(9 * 30);
  });

  it("alike in everything but the connection, count from their second point on, and the first says so", () => {
    const add = memoryOf();
    const [a, b] = [connected(), connected()];
    const at = (seconds: bigint) => ({ time: LISTENING + seconds * SECOND });
    expect([add(10, { ...at(10n), origin: a }), add(10, { ...at(10n), origin: b })]).toEqual([10, "unknown sender"]);
    expect([add(20, { ...at(20n), origin: a }), add(20, { ...at(20n), origin: b })]).toEqual([10, 10]);
  });

  it("go on after they connect anew", () => {
    const add = memoryOf();
    const [a, b] = [connected(), connected()];
    const at = (seconds: bigint) => ({ time: LISTENING + seconds * SECOND });
    expect([add(10, { ...at(10n), origin: a }), add(1000, { ...at(10n), origin: b })]).toEqual([10, 1000]);
    a.connection.open = false;
    expect([add(15, { ...at(20n), origin: connected() }), add(1001, { ...at(21n), origin: b })]).toEqual([5, 1]);
  });

  it("are never counted more often than they happened, over whatever connections they come", () => {
    const step = fc.record({
      replica: fc.nat(4),
      more: fc.nat(20),
      connection: fc.nat(2),
      later: fc.nat(2),
      closes: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), fc.constantFrom("own", "same", "aligned"), (steps, starts) => {
        const add = memoryOf();
        const totals = [0, 0, 0, 0, 0];
        const sockets: NonNullable<Origin>[] = Array.from({ length: 15 }, connected);
        let [time, counted] = [LISTENING + 10n * SECOND, 0];
        for (const { replica, more, connection, later, closes } of steps) {
          totals[replica] = (totals[replica] as number) + more + 1;
          time += BigInt(later) * SECOND + 1n;
          const start = starts === "own" ? LISTENING + BigInt(replica + 1) : LISTENING + (starts === "same" ? 5n : 0n);
          // An aligned start is told apart by connection alone: there each replica has one at a time.
          const socket = starts === "aligned" ? replica * 3 : replica * 3 + connection;
          const answer = add(totals[replica] as number, { start, time, origin: again(sockets[socket] as Origin) });
          if (typeof answer === "number") counted += answer;
          if (closes) {
            (sockets[socket] as NonNullable<Origin>).connection.open = false;
            sockets[socket] = connected();
          }
        }
        const happened = totals.reduce((all, each) => all + each, 0);
        expect(counted).toBeLessThanOrEqual(happened);
        if (starts === "own") expect(counted).toBe(happened);
      }),
      { numRuns: 500 },
    );
  });
});
