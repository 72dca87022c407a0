import { spawnSync } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Figure } from "../figure.ts";
import type { Contender } from "../lab/compare.ts";
import type { Lab } from "../lab/lab.ts";
import { freePort, MEASURED_CORE, run } from "../lab/processes.ts";
import { besideOurs, CONTEXTS, FLAGS } from "./requests.ts";

const MODULE = "github.com/open-feature/flagd/flagd@v0.12.9";
const FOLDER = resolve("build/bench");
const READY_WITHIN_MS = 30_000;

/** flagd's daemon beside our dataplane: both answer one flag over OFREP. */
export async function flagd(lab: Lab): Promise<Figure[]> {
  const trouble = build();
  if (trouble) {
    lab.say(`flagd skipped: ${trouble}`);
    return [];
  }
  const [port, ofrep, management, sync] = await Promise.all([freePort(), freePort(), freePort(), freePort()]);
  const file = join(lab.folder("flagd"), "flags.json");
  writeFileSync(
    file,
    JSON.stringify({ flags: Object.fromEntries(Array.from({ length: FLAGS }, (_, n) => [`flag-${n}`, FLAG])) }),
  );
  const ports = ["--port", port, "--ofrep-port", ofrep, "--management-port", management, "--sync-port", sync].map(String);
  const child = run(lab, {
    command: join(FOLDER, "flagd"),
    args: ["start", "--uri", `file:${file}`, ...ports],
    core: MEASURED_CORE,
    // One core, as for everybody.
    env: { GOMAXPROCS: "1" },
  });
  const theirs: Contender = {
    name: "flagd",
    served: { pid: child.pid, cpuSeconds: child.cpuSeconds, memoryBytes: child.memoryBytes, url: `http://127.0.0.1:${ofrep}` },
    path: "/ofrep/v1/evaluate/flags/flag-1",
    headers: { "content-type": "application/json" },
    bodies: CONTEXTS,
    status: 200,
  };
  await evaluates(theirs);
  return [await besideOurs(lab, `peers/flagd/${FLAGS}`, "/ofrep/v1/evaluate/flags/module-1.call", theirs, null)];
}

const FLAG = {
  state: "ENABLED",
  variants: { old: "old", new: "new" },
  defaultVariant: "old",
  targeting: {
    if: [
      { "==": [{ var: "plan" }, "staff"] },
      "new",
      {
        fractional: [
          ["old", 50],
          ["new", 50],
        ],
      },
    ],
  },
};

/** Why there is no binary, or null when there is one. */
function build(): string | null {
  if (existsSync(join(FOLDER, "flagd"))) return null;
  const { status, error, stderr } = spawnSync("go", ["install", MODULE], {
    env: { ...process.env, GOBIN: FOLDER },
    encoding: "utf8",
    timeout: 300_000,
  });
  if (error) return "Go is not installed here";
  return status === 0 ? null : `Go could not build ${MODULE}: ${stderr.trim().split("\n").at(-1)?.trim()}`;
}

/** Both variants must be seen. */
async function evaluates({ served, path, headers, bodies }: Contender): Promise<void> {
  const deadline = Date.now() + READY_WITHIN_MS;
  for (;;) {
    const variants = await Promise.all(
      bodies.slice(0, 40).map(async (body) => {
        const response = await fetch(served.url + path, { method: "POST", headers, body });
        return ((await response.json()) as { variant?: string }).variant;
      }),
    ).catch((): string[] => []);
    if (variants.includes("old") && variants.includes("new")) return;
    if (Date.now() > deadline) throw new Error(`flagd answered ${[...new Set(variants)]}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
