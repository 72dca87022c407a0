import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { SOON } from "./scripts/test-patience.ts";

const shared = {
  setupFiles: ["./scripts/test-setup.ts"],
  // A home that is not there, whatever a developer runs beside.
  env: { LOG_LEVEL: "silent", SWITCHYARD_HOME: "build/no-home" },
  // These find what hangs. What is promised within a time is measured by the test that says so.
  testTimeout: 60_000,
  hookTimeout: 60_000,
  expect: { poll: { ...SOON } },
};
const globalSetup = ["./scripts/test-server.ts"];
const ignored = ["**/node_modules/**", "build/**", ".next/**", ".switchyard*/**", "e2e/**"];
/** Whole installations under load, held to seconds: one at a time, and nothing beside them. */
const drills = ["bench/drills/**/*.test.ts"];
/** Files follow each other in the process of a worker; scripts/test-setup.ts gives each what is new about a process. */
const together = { isolate: false };
/** Prisma's schema engine and its client, once in one process, take each other's place: a process of its own. */
const alone = ["scripts/migrations.test.ts"];
/** Tests wait now and then, for Postgres, another process or a clock, so that one at a time leaves two cores idle. */
const maxWorkers = Math.max(2, availableParallelism() - 1);

export default defineConfig({
  // How long each file took, for the slowest to go first, is kept where an installation does not remove it.
  cacheDir: "build/vite",
  oxc: { jsx: { runtime: "automatic" } },
  resolve: { alias: { "@": import.meta.dirname } },
  test: {
    maxWorkers,
    projects: [
      {
        extends: true,
        test: {
          ...shared,
          ...together,
          globalSetup,
          name: "code",
          include: ["**/*.test.ts"],
          exclude: [...ignored, ...drills, ...alone],
        },
      },
      {
        extends: true,
        test: {
          ...shared,
          ...together,
          name: "components",
          include: ["**/*.test.tsx"],
          exclude: ignored,
          setupFiles: [...shared.setupFiles, "./scripts/test-components.ts"],
          environment: "happy-dom",
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: { ...shared, globalSetup, name: "alone", include: alone, sequence: { groupOrder: 2 } },
      },
      {
        extends: true,
        test: {
          ...shared,
          ...together,
          globalSetup: ["./bench/drills/test-ground.ts"],
          name: "drills",
          include: drills,
          fileParallelism: false,
          sequence: { groupOrder: 3 },
        },
      },
      {
        extends: true,
        test: {
          ...shared,
          globalSetup,
          name: "smoke",
          include: ["e2e/smoke/*.test.ts"],
          testTimeout: 240_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
