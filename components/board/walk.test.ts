import { expect, it } from "vitest";
import type { HealthState } from "@/lib/core/health/module-health.ts";
import { walked } from "./walk.ts";

const row = (state: HealthState) => ({ health: { state } });
const [first, second, third] = [row("ok"), row("ok"), row("bad")] as const;
const rows = [first, second, third];

it("begins with the row that is Bad or on Watch, wherever it stands", () => {
  expect(walked(rows, third, -1, 1)).toBe(third);
  expect(walked(rows, third, -1, -1)).toBe(third);
});

it("begins at the top where nothing is, and where there is nothing", () => {
  for (const state of ["ok", "held", "unknown"] as const) expect(walked([first, second], row(state), -1, 1)).toBe(first);
  expect(walked([], null, -1, 1)).toBeUndefined();
});

it("goes on from where it is, and stays at the ends", () => {
  expect(walked(rows, third, 0, 1)).toBe(second);
  expect(walked(rows, third, 0, -1)).toBe(first);
  expect(walked(rows, third, 2, 1)).toBe(third);
});
