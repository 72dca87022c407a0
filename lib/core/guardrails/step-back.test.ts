import { expect, it } from "vitest";
import { type Moved, stepBack } from "./step-back.ts";

const at = (minute: number) => new Date(Date.UTC(2026, 11, 1, 0, minute));
const route = (position: "old" | "new", share: number, minute = 1): Moved => {
  return { key: "orders.route", axis: "route", position, share, movedAt: at(minute) };
};
const data = (position: Moved["position"], share: number, minute = 1): Moved => {
  return { key: "orders.data", axis: "data", position, share, movedAt: at(minute) };
};

it.each<[string, Moved[], { key: string; to: string } | null]>([
  ["a share goes back to the position it left", [route("old", 25_000)], { key: "orders.route", to: "old" }],
  ["a position goes back to the one before", [route("new", 0)], { key: "orders.route", to: "old" }],
  ["a stage goes back by one", [data("live", 0)], { key: "orders.data", to: "shadow" }],
  ["a share of a stage goes back to that stage", [data("shadow", 25_000)], { key: "orders.data", to: "shadow" }],
  ["the first share of writes beyond double writing goes back", [data("dualwrite", 1)], { key: "orders.data", to: "dualwrite" }],
  ["nothing goes back that never moved", [route("old", 0), data("off", 0)], null],
  ["nothing goes back to off", [data("dualwrite", 0)], null],
  ["not even a share does", [data("off", 25_000)], null],
  ["what was moved last goes back", [route("new", 0, 1), data("live", 0, 2)], { key: "orders.data", to: "shadow" }],
  [
    "what was moved before does where the last cannot",
    [route("new", 0, 1), data("dualwrite", 0, 2)],
    { key: "orders.route", to: "old" },
  ],
])("%s", (_, switches, expected) => {
  expect(stepBack(switches)).toEqual(expected);
});
