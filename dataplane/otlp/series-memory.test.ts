import { describe, expect, it } from "vitest";
import type { Distribution } from "./distribution.ts";
import { SeriesMemory } from "./series-memory.ts";
import type { SeriesPoint } from "./series-point.ts";
import { explicitPoint } from "./test-points.ts";

const memoryOf = (listeningSince: number) => new SeriesMemory(listeningSince, () => "project");

/** `count` observations of at most 5 ms. */
function distributionOfCount(given: number): Distribution {
  const count = BigInt(given);
  return explicitPoint({ count, bucketCounts: [count, 0n], explicitBounds: [0.005] }) as Distribution;
}

describe("what a series adds", () => {
  const start = 1_000_000_000_000n;
  const point = (count: number, seconds: number, other: Partial<SeriesPoint> = {}): SeriesPoint => ({
    start,
    time: start + BigInt(seconds) * 1_000_000_000n,
    cumulative: true,
    origin: null,
    distribution: distributionOfCount(count),
    ...other,
  });
  const added = (memory: SeriesMemory, each: SeriesPoint) => {
    const answer = memory.add("environment", "series", each);
    return answer === null || typeof answer === "string" ? answer : answer.distribution.count;
  };

  it("is the difference to the point before, the first of a stream older than us only setting the base", () => {
    const memory = memoryOf(1_010_000);
    expect(added(memory, point(100, 60))).toBeNull();
    expect(added(memory, point(130, 120))).toBe(30);
    expect(added(memory, point(130, 120))).toBeNull();
    expect(added(memory, point(120, 90))).toBeNull();
    expect(added(memory, point(131, 180))).toBe(1);
  });

  it("is the whole first point of a stream that began after us", () => {
    expect(added(memoryOf(999_000), point(100, 60))).toBe(100);
  });

  it("is everything after a restart, whether the start says so or the count", () => {
    const memory = memoryOf(2_000_000);
    expect(added(memory, point(100, 60))).toBeNull();
    expect(added(memory, point(7, 120, { start: start + 61_000_000_000n }))).toBe(7);
    expect(added(memory, point(40, 180))).toBe(40);
  });

  it("keeps two writers of one name apart", () => {
    const memory = memoryOf(999_000);
    const other = { start: start + 1n };
    expect(added(memory, point(10, 60))).toBe(10);
    expect(added(memory, point(1000, 61, other))).toBe(1000);
    expect(added(memory, point(15, 120))).toBe(5);
    expect(added(memory, point(1001, 121, other))).toBe(1);
  });

  it("of delta points is each of them once", () => {
    const memory = memoryOf(999_000);
    const delta = { cumulative: false };
    expect(added(memory, point(10, 60, delta))).toBe(10);
    expect(added(memory, point(10, 60, delta))).toBeNull();
    expect(added(memory, point(5, 120, delta))).toBe(5);
    expect(added(memory, point(3, 90, delta))).toBe(3);
  });

  it("is bounded, and what was idle long enough makes room", () => {
    const memory = new SeriesMemory(0, () => "project", { environment: 100, project: 1000, all: 1000 });
    const add = (series: string, now: number) => memory.add("environment", series, point(1, 60), now);
    for (let i = 0; i < 100; i += 1) add(`series ${i}`, 1000);
    expect(add("one more", 2000)).toBe("overflow");
    expect(add("series 7", 3_000_000)).toBeNull();
    expect(add("one more", 4_000_000)).toBeNull();
    expect(memory.add("environment", "series 7", point(3, 120), 4_000_000)?.valueOf()).toMatchObject({
      distribution: { count: 2 },
    });
  });
});
