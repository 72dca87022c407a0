import { defineConfig, devices } from "@playwright/test";

/** Started through `npm test`, which finds the browser; set PLAYWRIGHT_CHROMIUM_PATH to name one yourself. */
export default defineConfig({
  testDir: "e2e",
  testMatch: "**/*.spec.ts",
  globalSetup: "./e2e/support/setup.ts",
  outputDir: "test-results/browser",
  forbidOnly: true,
  retries: 0,
  // Files run side by side, the tests of one after each other: they share the demo's switches.
  workers: 2,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  reporter: [["list"], ["json", { outputFile: "test-results/browser.json" }]],
  use: {
    ...devices["Desktop Chrome"],
    viewport: { width: 1280, height: 800 },
    baseURL: process.env.SWITCHYARD_URL,
    // A picture of every frame would cost as much as the browser itself; a failure has one, and the trace its pages.
    trace: { mode: "retain-on-failure", screenshots: false },
    screenshot: "only-on-failure",
    launchOptions: { executablePath: process.env.PLAYWRIGHT_CHROMIUM_PATH },
  },
  projects: [
    { name: "journeys", testIgnore: "outage.spec.ts" },
    // What stands still here would fail whatever runs beside it.
    { name: "outage", testMatch: "outage.spec.ts", dependencies: ["journeys"] },
  ],
});
