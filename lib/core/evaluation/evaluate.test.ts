import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { FULL_SHARE } from "../stages/state.ts";
import { evaluationCases, vectorSnapshot } from "../vectors/cases.ts";
import { bucket } from "./bucket.ts";
import { evaluate } from "./evaluate.ts";
import { parseSnapshot, type Snapshot } from "./snapshot.ts";

const snapshot = parseSnapshot(vectorSnapshot);

test.each(evaluationCases)("evaluation $id: $key, $name", ({ key, context, expect: expected }) => {
  const answer = evaluate(snapshot, key, context);
  const given = answer.ok
    ? { value: answer.value, variant: answer.variant, reason: answer.reason }
    : { errorCode: answer.errorCode };
  expect(given).toEqual(expected);
});

test("says where the answer comes from", () => {
  const answer = evaluate(snapshot, "moving.data", { targetingKey: "user-1" });
  expect(answer).toMatchObject({
    ok: true,
    key: "moving.data",
    metadata: {
      module: "moving",
      axis: "data",
      stage: "shadow",
      share: 25_000,
      revision: 41,
      version: "3",
      flagSetId: "vectors/production",
    },
  });
});

test("an error says what to do about it", () => {
  const unknown = evaluate(snapshot, "nothing.route", {});
  expect(unknown).toMatchObject({ ok: false, errorDetails: expect.stringContaining("nothing.route") });
  const missing = evaluate(snapshot, "half.route", {});
  expect(missing).toMatchObject({ ok: false, errorDetails: expect.stringContaining("targetingKey") });
});

describe("share", () => {
  const share = fc.integer({ min: 0, max: FULL_SHARE - 1 });

  test("raising it never takes a subject back, not even by 0.001 %", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), share, share, (subject, a, b) => {
        const low = ahead(Math.min(a, b), subject);
        const high = ahead(Math.max(a, b), subject);
        expect(low && !high).toBe(false);
        if (a < FULL_SHARE - 1) expect(ahead(a, subject) && !ahead(a + 1, subject)).toBe(false);
      }),
      { numRuns: 1000 },
    );
  });

  test("one step of 0.001 % adds exactly the subjects of one bucket", () => {
    const subjects = Array.from({ length: 20_000 }, (_, i) => `user-${i}`);
    const at = bucket(snapshot.salt, subjects[0] as string);
    const added = subjects.filter((subject) => ahead(at + 1, subject) && !ahead(at, subject));
    expect(added).toContain(subjects[0]);
    expect(added.every((subject) => bucket(snapshot.salt, subject) === at)).toBe(true);
  });

  test.each([1, 100, 1000, 10_000, 50_000, 99_000])("%i thousandths of a percent is what one measures", (wanted) => {
    const subjects = 200_000;
    let count = 0;
    for (let i = 0; i < subjects; i += 1) if (ahead(wanted, `user-${i}`)) count += 1;
    const fraction = wanted / FULL_SHARE;
    const tolerance = 5 * Math.sqrt(subjects * fraction * (1 - fraction)) + 1;
    expect(Math.abs(count - subjects * fraction)).toBeLessThan(tolerance);
  });

  test("one subject is ahead on every module at the same share, or on none", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), share, (subject, at) => {
        expect(ahead(at, subject, "half.route")).toBe(ahead(at, subject, "tiny.route"));
      }),
    );
  });
});

test("any context gets an answer", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...Object.keys(snapshot.switches)),
      fc.object(),
      fc.anything(),
      (key, attributes, targetingKey) => {
        const answer = evaluate(snapshot, key, { ...attributes, targetingKey });
        const { position, next } = snapshot.switches[key] as { position: string; next: string | null };
        if (answer.ok) expect([position, next]).toContain(answer.value);
        else expect(["TARGETING_KEY_MISSING", "INVALID_CONTEXT"]).toContain(answer.errorCode);
      },
    ),
    { numRuns: 1000 },
  );
});

/** Whether `subject` is ahead when a switch of the vectors stands at `share`. */
function ahead(share: number, subject: string, key = "half.route"): boolean {
  const found = snapshot.switches[key];
  if (!found) throw new Error(`the vectors have no ${key}`);
  const moved: Snapshot = { ...snapshot, switches: { [key]: { ...found, share } } };
  const answer = evaluate(moved, key, { targetingKey: subject });
  return answer.ok && answer.value === "new";
}
