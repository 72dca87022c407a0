import { expect, it } from "vitest";
import { shortRun } from "./run-name.ts";

it("is short where that is enough, longer where runs begin alike, and never empty for a short identity", () => {
  expect(shortRun("6f1c2a90-77", ["6f1c2a90-77", "a0b1c2d3-11"])).toBe("6f1c2a90");
  const timed = ["0190f3a2-7b1c-7d4e-01", "0190f3a2-7b1c-7d4e-19", "0190f3a2-8000"];
  expect(timed.map((one) => shortRun(one, timed))).toEqual(["0190f3a2-7b1c-7d4e-0", "0190f3a2-7b1c-7d4e-1", "0190f3a2-8"]);
  expect(["run 1", "run 12", ""].map((one) => shortRun(one, ["run 1", "run 12", ""]))).toEqual(["run 1", "run 12", ""]);
});
