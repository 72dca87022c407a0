import fc from "fast-check";
import { expect, it } from "vitest";
import { STAMP } from "../../core/evaluation/snapshot.ts";
import { provesBeyond } from "./beyond.ts";
import { judge } from "./judge.ts";
import type { InstanceRow, Said } from "./run.ts";

/** The history before was lost from 293 on; the present one begins at 1000. */
const PRESENT = 1002;
const [FROM, RESTORED] = [1000, 293];
const NOW = new Date("2026-11-30T08:00:00Z");

type Step = Partial<Said> & { recovering: boolean };
const word = (fields: Partial<Said>): Said => ({
  service: "api",
  instance: "api-1",
  version: "",
  revision: PRESENT,
  leaseSeconds: 30,
  incarnation: "a",
  secretHash: "hash",
  register: false,
  succeeds: [],
  ...fields,
});

/** What is stored after each word, and what became of it. */
function say(steps: readonly Step[], first: InstanceRow | null = null) {
  let row = first;
  return steps.map(({ recovering, ...fields }) => {
    const lineage = { id: "here", from: FROM, restored: RESTORED, recovering };
    const moment = { present: PRESENT, lineage, now: NOW, earliest: NOW, latest: NOW };
    const before = row;
    const verdict = judge(word(fields), row ? [row] : [], moment);
    if (!verdict.refusal) row = verdict.rows[0] ?? row;
    return { said: word(fields), recovering, before, row, rule: verdict.refusal?.rule ?? null };
  });
}

const acting = { than: PRESENT, switches: {} };
const anyStep: fc.Arbitrary<Step> = fc.record(
  {
    recovering: fc.boolean(),
    lineage: fc.constantFrom("here", "lost"),
    revision: fc.constantFrom(0, 290, RESTORED, 295, FROM - 1, FROM, PRESENT, PRESENT + 1),
    acting: fc.constant(acting),
    register: fc.boolean(),
    leaseSeconds: fc.constantFrom(0, 30),
    incarnation: fc.constantFrom("", "a"),
  },
  { requiredKeys: ["recovering"] },
);

it("never counts a revision of the lost history as applied, in whatever order it is said", () => {
  fc.assert(
    fc.property(fc.array(anyStep, { maxLength: 6 }), (steps) => {
      for (const { said, row, before, rule } of say(steps)) {
        if (rule !== null || row === before || !row) continue;
        const lost = said.lineage === "lost" || (said.lineage === undefined && said.revision > RESTORED && said.revision < FROM);
        if (lost) expect(row.revision === before?.revision || row.revision <= RESTORED).toBe(true);
        expect(row.revision > RESTORED && row.revision < FROM).toBe(false);
        expect(row.revision).toBeLessThanOrEqual(PRESENT);
      }
    }),
  );
});

it("lets nobody begin, or go over, while it is not known what others act on", () => {
  fc.assert(
    fc.property(fc.array(anyStep, { maxLength: 6 }), (steps) => {
      for (const { said, recovering, before, rule } of say(steps)) {
        const begins =
          said.register &&
          said.lineage !== "lost" &&
          said.leaseSeconds > 0 &&
          !(said.revision > RESTORED && said.revision < FROM);
        if (recovering && begins && !before?.acting?.adopting && said.revision <= PRESENT) expect(rule).toBe("recovering");
      }
    }),
  );
});

it("takes a run that the restored state does not know, when it says what it acts on", () => {
  const lost = { lineage: "lost", revision: 295, acting };
  const [told] = say([{ ...lost, recovering: true }]);
  expect(told).toMatchObject({ rule: null, row: { revision: RESTORED, acting: { than: PRESENT, adopting: false } } });
  const [, over, follows] = say([
    { ...lost, recovering: true },
    { ...lost, recovering: false },
    { lineage: "here", recovering: false },
  ]);
  expect(over?.row).toMatchObject({ revision: RESTORED, acting: { adopting: true } });
  expect(follows?.row).toMatchObject({ revision: PRESENT, acting: null });
});

it("keeps what a client without a lineage says of the gap for what it is, and follows it out of there", () => {
  const plain = { incarnation: "", secretHash: null };
  const [gap, out] = say([
    { ...plain, revision: 295, recovering: true },
    { ...plain, revision: PRESENT, recovering: true },
  ]);
  expect(gap).toMatchObject({ rule: null, row: { revision: RESTORED, acting: null } });
  expect(out).toMatchObject({ rule: null, row: { revision: PRESENT, acting: null } });
});

const stamp = fc.stringMatching(STAMP);
const anyKnown = fc.record({ lineage: fc.constantFrom("here", "lost"), revision: fc.nat({ max: 2 * PRESENT }), stamp });

it("takes a revision beyond the present from nobody, whatever else is said with it", () => {
  fc.assert(
    fc.property(anyStep, fc.option(anyKnown, { nil: undefined }), fc.integer({ min: 1 }), (step, known, more) => {
      const [told] = say([{ ...step, known, revision: PRESENT + more }]);
      expect(told).toMatchObject({ rule: "future", row: null });
    }),
  );
});

it("believes that something lies beyond the present only who has its very stamp", () => {
  expect(provesBeyond(undefined, 0, "0".repeat(32))).toBe(false);
  fc.assert(
    fc.property(anyKnown, stamp, (known, right) => {
      expect(provesBeyond(known, PRESENT, known.stamp)).toBe(known.revision > PRESENT);
      expect(provesBeyond(known, PRESENT, right)).toBe(known.revision > PRESENT && known.stamp === right);
    }),
  );
});
