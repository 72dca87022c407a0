import { describe, expect, it } from "vitest";
import { evaluate } from "../../lib/core/evaluation/evaluate.ts";
import type { Snapshot, SnapshotSwitch } from "../../lib/core/evaluation/snapshot.ts";
import { Answers } from "./answers.ts";

const STAFF = { attribute: "plan", operator: "equals", value: "staff" } as const;

function switchOf(module: string, other: Partial<SnapshotSwitch> = {}): SnapshotSwitch {
  return {
    key: `${module}.call`,
    module,
    axis: "call",
    position: "old",
    next: "new",
    share: 50_000,
    rules: [
      { name: "staff", conditions: [STAFF], result: "next" },
      { name: "before", conditions: [{ ...STAFF, value: "before" }], result: "position" },
    ],
    checkRatio: 0,
    secondaryWrites: "best-effort",
    paused: false,
    floor: null,
    salt: null,
    version: 7,
    revision: 3,
    ...other,
  };
}

const snapshot: Snapshot = {
  format: 1,
  project: "shop",
  environment: "production",
  revision: 9,
  salt: "salt",
  switches: {
    "orders.call": switchOf("orders"),
    "stock.call": switchOf("stock", { position: "new", next: null, share: 0, rules: [] }),
  },
};

const contexts = [
  {},
  { plan: "staff" },
  { plan: "before" },
  { targetingKey: "" },
  { targetingKey: "\ud800" },
  ...Array.from({ length: 40 }, (_, n) => ({ targetingKey: `user-${n}` })),
];
const cases = ["orders.call", "stock.call", "nowhere.call", "constructor"].flatMap((key) =>
  contexts.map((context) => ({ key, context })),
);

describe("answers", () => {
  it("say what evaluation says, asked for the first time and later", () => {
    const answers = new Answers(snapshot, false);
    for (const { key, context } of [...cases, ...cases]) {
      const { status, headers, text } = answers.one(key, context);
      const evaluation = evaluate(snapshot, key, context);
      const { ok, ...said } = evaluation;
      expect(JSON.parse(text)).toMatchObject(said);
      expect(status).toBe(ok ? 200 : "errorCode" in said && said.errorCode === "FLAG_NOT_FOUND" ? 404 : 400);
      expect(headers).toEqual(["Content-Type", "application/json", "Content-Length", String(Buffer.byteLength(text))]);
    }
  });

  it("are written once for each thing a switch can say, and never kept for keys there are none of", () => {
    const answers = new Answers(snapshot, false);
    const distinct = (key: string) => new Set(contexts.map((context) => answers.one(key, context))).size;
    expect(distinct("orders.call")).toBe(6);
    expect(distinct("orders.call")).toBe(6);
    expect(distinct("stock.call")).toBe(1);
    expect(distinct("nowhere.call")).toBe(contexts.length);
  });

  it("say so when they are stale", () => {
    const { text } = new Answers(snapshot, true).one("stock.call", {});
    expect(JSON.parse(text).metadata).toMatchObject({ stale: true, flagSetId: "shop/production", version: "7" });
  });

  it("are all there in the bulk answer, failures too", () => {
    const all = JSON.parse(`[${new Answers(snapshot, false).all({})}]`);
    expect(all).toMatchObject([
      { key: "orders.call", errorCode: "TARGETING_KEY_MISSING" },
      { key: "stock.call", value: "new" },
    ]);
  });
});
