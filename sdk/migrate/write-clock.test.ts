import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isNewer, type WriteVersion } from "../index.ts";
import { WriteClock } from "./write-clock.ts";

function clockOf(instance = "one"): { clock: WriteClock; problems: string[] } {
  const problems: string[] = [];
  return { clock: new WriteClock({ instance: () => instance, problem: ({ message }) => problems.push(message) }), problems };
}

const nowUs = () => Date.now() * 1000;

describe("numbers of writes", () => {
  test("grow with every draw, whatever was heard and seen in between", () => {
    const heard = fc.record({ act: fc.constant("heard" as const), by: fc.integer({ min: -1e4, max: 1e4 }) });
    const above = fc.record({ act: fc.constant("above" as const), by: fc.integer({ min: -3e7, max: 3e7 }) });
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.record({ act: fc.constant("draw" as const) }), heard, above), { maxLength: 40 }),
        (acts) => {
          const { clock, problems } = clockOf();
          let last: WriteVersion | null = null;
          for (const one of acts) {
            if (one.act === "heard") clock.heard(Date.now() + one.by, performance.now(), performance.now());
            const held = one.act === "above" ? { counter: nowUs() + one.by, writer: "two#0" } : null;
            const drawn = held ? clock.drawAbove(held) : clock.draw();
            if (held) expect(isNewer(drawn, held)).toBe(true);
            expect(isNewer(drawn, last)).toBe(true);
            last = drawn;
          }
          expect(problems).toEqual([]);
        },
      ),
    );
  });

  test("are the server's time in microseconds once it is known, and no clock's that jumps", () => {
    const { clock } = clockOf();
    expect(Math.abs(clock.draw().counter - nowUs())).toBeLessThan(1e6);
    const ahead = Date.now() + 3000;
    clock.heard(ahead, performance.now() - 20, performance.now() + 20);
    expect(Math.abs(clock.draw().counter - ahead * 1000)).toBeLessThan(1e6);
    for (const [server, waited] of [
      [Number.NaN, 0],
      // An answer that was long under way says less than is known.
      [ahead - 4000, 5000],
    ] as const) {
      clock.heard(server, performance.now() - waited, performance.now());
      expect(Math.abs(clock.draw().counter - ahead * 1000)).toBeLessThan(1e6);
    }
  });

  test("are told apart by the run that drew them", () => {
    const [one, again] = [clockOf().clock, clockOf().clock];
    expect(one.draw().writer).toMatch(/^one#[0-9a-f]{12}$/);
    expect(one.draw().writer).not.toBe(again.draw().writer);
  });

  test("from far in the future are named once and gone on from, as far as whole numbers go", () => {
    const { clock, problems } = clockOf();
    const held = { counter: nowUs() + 3_600_000_000, writer: "two#0" };
    expect(clock.drawAbove(held).counter).toBe(held.counter + 1);
    clock.drawAbove({ ...held, counter: held.counter + 5 });
    expect(problems).toEqual([expect.stringMatching(/^A store holds a number 3(600|599) s ahead of time, by two#0/)]);
    for (const counter of [Number.MAX_SAFE_INTEGER, 2 ** 60, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => clock.drawAbove({ counter, writer: "two#0" })).toThrow(RangeError);
    }
    expect(clock.draw().counter).toBeLessThan(held.counter + 1000);
  });
});
