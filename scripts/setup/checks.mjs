import { existsSync } from "node:fs";
import { runTool } from "./child.mjs";

const TSX = ["--import", "tsx"];

/** What needs neither a database nor a browser. */
const CHECKS = [
  ["format, lint", ["node_modules/@biomejs/biome/bin/biome", "check", "--error-on-warnings", "."]],
  ["types", ["node_modules/typescript/bin/tsc", "-p", "."]],
  ["layers", [...TSX, "scripts/check-layers.ts"]],
  ["classes", [...TSX, "scripts/check-classes.ts"]],
  ["dead code", ["node_modules/knip/bin/knip.js", "--no-progress"]],
  ["documents", [...TSX, "scripts/check-documents.ts"]],
  ["migrations", [...TSX, "scripts/migration.ts", "--check"]],
  ["lockfile", ["scripts/complete-lock.mjs", "--check"]],
];

/** Runs every check, also after one failed, and says what each found. Answers how many passed and failed. */
export async function runChecks() {
  // Next's type declarations are not kept in the repository.
  if (!existsSync("next-env.d.ts"))
    await runTool(["node_modules/next/dist/bin/next", "typegen"], { env: { NEXT_TELEMETRY_DISABLED: "1" } });
  const counts = { passed: 0, failed: 0 };
  for (const [name, args] of CHECKS) {
    const started = performance.now();
    const failure = await runTool(args, { env: { NO_COLOR: "1" } }).then(
      () => null,
      (error) => error,
    );
    const seconds = ((performance.now() - started) / 1000).toFixed(1).padStart(6);
    console.log(`  ${failure ? "✗" : "✓"} ${name.padEnd(58)} ${seconds} s`);
    if (failure) console.log(indent(failure.output || failure.message));
    counts[failure ? "failed" : "passed"] += 1;
  }
  return counts;
}

function indent(text) {
  return text.trimEnd().replace(/^/gm, "      ");
}
