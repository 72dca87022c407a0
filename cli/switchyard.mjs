#!/usr/bin/env node
import { createRequire } from "node:module";

// Only what runs is compiled, in this process and kept for the next: the loader of ES modules takes three times as long.
const require = createRequire(import.meta.url);
try {
  require("tsx/cjs/api").register();
} catch {
  console.error("The dependencies are missing.\nRun npm install in the folder of Switchyard, then try again.");
  process.exit(1);
}
await require("./main.ts").run();
