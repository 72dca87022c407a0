import { format } from "node:util";
import { afterAll, afterEach, expect } from "vitest";

const said: string[] = [];

for (const method of ["debug", "error", "info", "log", "trace", "warn"] as const) {
  console[method] = (...args: unknown[]) => {
    said.push(`console.${method}: ${format(...args)}`);
  };
}

/** A test that expects output says so by spying on the console; anything else is a fault. */
function nothingWasSaid(): void {
  expect(said.splice(0)).toEqual([]);
}

afterEach(nothingWasSaid);
afterAll(nothingWasSaid);
