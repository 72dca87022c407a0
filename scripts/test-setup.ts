// Next's packages keep whichever async storage they find when they are loaded, so this goes before all of them.
import "next/dist/server/node-environment-baseline.js";
import { format } from "node:util";
import { afterAll, afterEach, expect, vi } from "vitest";

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

const ENVIRONMENT = Symbol.for("the environment the first test file of a worker found");
const worker = globalThis as typeof globalThis & { [ENVIRONMENT]?: NodeJS.ProcessEnv };

/**
 * The files a worker is given follow each other in one process, which spares each the start of Node and the packages.
 * What is our own is new for each: modules, globals, environment, clock. Globals of packages stay with the packages.
 */
function startAfresh(): void {
  // What a file before stubbed would be put back, as that one found it, by the first that unstubs.
  vi.unstubAllEnvs();
  worker[ENVIRONMENT] ??= { ...process.env };
  const first = worker[ENVIRONMENT];
  for (const name of Object.keys(process.env)) if (!(name in first)) delete process.env[name];
  Object.assign(process.env, first);
  for (const name of Object.keys(globalThis)) if (name.startsWith("switchyard")) Reflect.deleteProperty(globalThis, name);
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.resetModules();
}

startAfresh();
