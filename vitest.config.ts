import { defineConfig } from "vitest/config";

const shared = {
  setupFiles: ["./scripts/test-setup.ts"],
  env: { LOG_LEVEL: "silent" },
  testTimeout: 15_000,
  hookTimeout: 30_000,
};
const globalSetup = ["./scripts/test-server.ts"];
const ignored = ["**/node_modules/**", "build/**", ".next/**", ".switchyard*/**", "e2e/**"];

export default defineConfig({
  oxc: { jsx: { runtime: "automatic" } },
  resolve: { alias: { "@": import.meta.dirname } },
  test: {
    projects: [
      {
        extends: true,
        test: { ...shared, globalSetup, name: "code", include: ["**/*.test.ts"], exclude: ignored },
      },
      {
        extends: true,
        test: { ...shared, name: "components", include: ["**/*.test.tsx"], exclude: ignored, environment: "happy-dom" },
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
