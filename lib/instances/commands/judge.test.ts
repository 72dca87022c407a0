import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { judge, MOST_OF_SERVICE, MOST_OF_TOKEN, MOST_RUNS, type Moment } from "./judge.ts";
import type { InstanceRow, Said } from "./run.ts";

const NOW = new Date("2026-11-30T08:00:00Z");
const lineage = { id: "here", from: 0, restored: 0, recovering: false };
const moment: Moment = { present: 7, lineage, now: NOW, earliest: NOW, latest: NOW };
const secretOf = (incarnation: string) => (incarnation === "" ? null : `hash of ${incarnation}`);

const row = (incarnation: string, fields: Partial<InstanceRow> = {}): InstanceRow => ({
  service: "api",
  instance: "api-1",
  version: "",
  incarnation,
  secretHash: secretOf(incarnation),
  revision: 5,
  acknowledgedAt: new Date(NOW.getTime() - 20_000),
  leaseUntil: new Date(NOW.getTime() + 10_000),
  firstSeenAt: new Date(NOW.getTime() - 60_000),
  onLeaseLoss: "hold",
  coldStart: "fenced",
  operationSeconds: 10,
  writes: [],
  writesKnown: false,
  acting: null,
  departedAt: null,
  departure: null,
  ...fields,
});
const word = (fields: Partial<Said>): Said => ({
  service: "api",
  instance: "api-1",
  version: "",
  revision: 7,
  leaseSeconds: 30,
  incarnation: "",
  secretHash: secretOf(fields.incarnation ?? ""),
  register: false,
  succeeds: [],
  ...fields,
});

const RUNS = ["", "a", "b", "c"];
const anyRow = (incarnation: string) =>
  fc
    .record({
      revision: fc.nat(9),
      onLeaseLoss: fc.constantFrom("hold" as const, "fence" as const),
      leaseUntil: fc.integer({ min: -60, max: 60 }).map((seconds) => new Date(NOW.getTime() + seconds * 1000)),
      departure: fc.constantFrom(null, null, "deregistered", "succeeded", "written-off"),
    })
    .map((fields) => row(incarnation, { ...fields, departedAt: fields.departure && NOW }));
const anyRows = fc.subarray(RUNS).chain((runs) => fc.tuple(...runs.map(anyRow)));
const anyHash = fc.constantFrom(null, ...RUNS.map(secretOf), "hash of a guess");
const anyWord = fc
  .record({
    incarnation: fc.constantFrom(...RUNS),
    secretHash: anyHash,
    revision: fc.nat(9),
    leaseSeconds: fc.constantFrom(0, 30),
    register: fc.boolean(),
    succeeds: fc.array(
      fc.record({ incarnation: fc.constantFrom("a", "b", "c", "x"), secretHash: anyHash.map((hash) => hash ?? "none") }),
      { maxLength: 3 },
    ),
  })
  .map(word);

describe("whatever is said", () => {
  it("with another secret than the run's changes nothing", () => {
    fc.assert(
      fc.property(anyRows, anyWord, (rows, said) => {
        const before = rows.find(({ incarnation }) => incarnation === said.incarnation);
        fc.pre(before !== undefined && before.secretHash !== said.secretHash);
        expect(judge(said, rows, moment).refusal?.rule).toBe("not-this-run");
      }),
      { numRuns: 2000 },
    );
  });

  it("touches no other run, unless it proves with its secret that it came after it", () => {
    fc.assert(
      fc.property(anyRows, anyWord, (rows, said) => {
        const verdict = judge(said, rows, moment);
        if (verdict.refusal) return;
        for (const changed of verdict.rows.filter(({ incarnation }) => incarnation !== said.incarnation)) {
          const before = rows.find(({ incarnation }) => incarnation === changed.incarnation);
          const proof = said.succeeds.find(({ incarnation }) => incarnation === changed.incarnation);
          expect(said.register).toBe(true);
          expect(before).toMatchObject({ departedAt: null, secretHash: proof?.secretHash });
          expect(changed.departure).toBe("succeeded");
        }
      }),
      { numRuns: 5000 },
    );
  });

  it("leaves a doubt about every run that it ends", () => {
    fc.assert(
      fc.property(anyRows, anyWord, (rows, said) => {
        const verdict = judge(said, rows, moment);
        if (verdict.refusal) return;
        const ended = verdict.rows.filter(({ departure }) => departure === "succeeded").map(({ incarnation }) => incarnation);
        expect(verdict.doubtful.map(({ incarnation }) => incarnation)).toEqual(ended);
      }),
      { numRuns: 2000 },
    );
  });

  it("keeps what a run has named as written", () => {
    const modules = fc.option(fc.subarray(["orders", "payments", "stock"]), { nil: undefined });
    fc.assert(
      fc.property(fc.array(fc.record({ writes: modules, secondsAgo: fc.nat(60) }), { maxLength: 6 }), (said) => {
        let present = row("a");
        for (const { writes, secondsAgo } of said) {
          const at = new Date(NOW.getTime() - secondsAgo * 1000);
          const verdict = judge(word({ incarnation: "a", writes }), [present], { ...moment, earliest: at, latest: at });
          if (!verdict.refusal) present = verdict.rows[0] as InstanceRow;
        }
        const named = said.flatMap(({ writes }) => writes ?? []);
        expect(new Set(present.writes)).toEqual(new Set(named));
        expect(present.writesKnown).toBe(said.some(({ writes }) => writes !== undefined));
      }),
    );
  });
});

describe("runs of one name", () => {
  const many = Array.from({ length: MOST_RUNS }, (_, index) => row(`run ${index}`));
  const register = (fields: Partial<Said> = {}) => word({ incarnation: "new", register: true, ...fields });

  it("are no more than so many, and who is among them goes on", () => {
    expect(judge(register(), many, moment).refusal).toMatchObject({ rule: "too-many-runs", detail: { runs: MOST_RUNS } });
    expect(judge(word({ incarnation: "run 3" }), many, moment).refusal).toBeNull();
  });

  it("do not count once they left, fenced or are succeeded", () => {
    const others = many.slice(1);
    const left = row("gone", { departedAt: NOW, departure: "deregistered" });
    const fenced = row("gone", { onLeaseLoss: "fence", leaseUntil: new Date(NOW.getTime() - 10_000) });
    expect(judge(register(), [...others, left], moment).refusal).toBeNull();
    expect(judge(register(), [...others, fenced], moment).refusal).toBeNull();
    const succeeds = [{ incarnation: "run 0", secretHash: "hash of run 0" }];
    expect(judge(register({ succeeds }), many, moment)).toMatchObject({ refusal: null, doubtful: [{ incarnation: "run 0" }] });
  });
});

describe("new instances", () => {
  const full: Moment[] = [
    { ...moment, crowd: { ofService: MOST_OF_SERVICE, ofToken: 0 } },
    { ...moment, crowd: { ofService: 0, ofToken: MOST_OF_TOKEN } },
  ];
  const ruleOf = (said: Partial<Said>, rows: InstanceRow[], at: Moment) => judge(word(said), rows, at).refusal?.rule ?? null;

  it("are refused where there is no room, whether they name their run or not, with the bound", () => {
    for (const at of full) {
      expect(ruleOf({}, [], at)).toBe("too-many-instances");
      expect(ruleOf({ incarnation: "a", register: true }, [], at)).toBe("too-many-instances");
    }
    expect(judge(word({}), [], full[0] as Moment).refusal).toMatchObject({
      message: expect.stringContaining("10,000 instances of api"),
      detail: { most: MOST_OF_SERVICE },
    });
    expect(ruleOf({}, [], { ...moment, crowd: { ofService: MOST_OF_SERVICE - 1, ofToken: MOST_OF_TOKEN - 1 } })).toBeNull();
  });

  it("never keep out who is known, comes back, succeeds another, leaves, or acts on what a restore lost", () => {
    const left = row("a", { departedAt: new Date(NOW.getTime() - 60_000), departure: "written-off" });
    const lost = { ...lineage, from: 6, restored: 4 };
    for (const at of full) {
      expect(ruleOf({ incarnation: "a" }, [row("a")], at)).toBeNull();
      expect(ruleOf({ incarnation: "a", register: true }, [left], at)).toBeNull();
      const succeeds = [{ incarnation: "b", secretHash: "hash of b" }];
      expect(ruleOf({ incarnation: "c", register: true, succeeds }, [row("b")], at)).toBeNull();
      expect(ruleOf({ leaseSeconds: 0 }, [], at)).toBeNull();
      const acting = { than: 5, switches: [] } as never;
      const astray = { incarnation: "z", revision: 5, lineage: "lost", acting };
      expect(judge(word(astray), [], { ...at, lineage: lost }).refusal?.rule).not.toBe("too-many-instances");
    }
  });
});
