import { spawn } from "node:child_process";
import { accessSync, constants, existsSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";
import { Problem } from "./problem.mjs";

const NAMES = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];
const ELSEWHERE = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

/** Where Playwright puts a browser of its own: inside the clone. */
process.env.PLAYWRIGHT_BROWSERS_PATH ??= resolve("build/browsers");

/** The browser to test with: the one named, Playwright's own, one of the machine. Null when there is none. */
export async function findBrowser() {
  const named = process.env.PLAYWRIGHT_CHROMIUM_PATH;
  if (named) {
    if (!isExecutable(named)) throw new Problem(`PLAYWRIGHT_CHROMIUM_PATH: ${named} is no program.`);
    return named;
  }
  const { chromium } = await import("@playwright/test");
  const folders = (process.env.PATH ?? "").split(delimiter);
  const candidates = [
    chromium.executablePath(),
    ...NAMES.flatMap((name) => folders.map((folder) => join(folder, name))),
    ...ELSEWHERE,
  ];
  return candidates.find((file) => isExecutable(file)) ?? null;
}

/** Finds a browser or installs one: from the distribution as root on Debian, otherwise Playwright's. */
export async function ensureBrowser() {
  const found = await findBrowser();
  if (found) return { said: found, value: found };
  const tried = [];
  for (const [program, ...args] of waysToInstall()) {
    const failure = await run(program, args);
    const installed = failure ? null : await findBrowser();
    if (installed) return { said: `installed ${installed}`, value: installed };
    tried.push(`${program} ${args.join(" ")}: ${failure ?? "installed no browser"}`);
  }
  throw new Problem(
    `No Chromium was found and none could be installed. Install one, or set PLAYWRIGHT_CHROMIUM_PATH.\n${tried.join("\n")}`,
  );
}

function waysToInstall() {
  const root = process.getuid?.() === 0;
  const cli = ["node_modules/@playwright/test/cli.js", "install", "chromium"];
  const ways = [[process.execPath, ...cli]];
  if (root && existsSync("/etc/debian_version")) {
    ways.unshift(["sh", "-c", "apt-get update -q && apt-get install -q -y --no-install-recommends chromium"]);
    ways.push([process.execPath, ...cli, "--with-deps"]);
  }
  return ways;
}

/** Runs a program to its end; null, or why it failed. */
function run(program, args) {
  return new Promise((done) => {
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    const child = spawn(program, args, { env, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (text) => (output = (output + text).slice(-2000)));
    child.once("error", (error) => done(error.message));
    child.once("close", (code) => done(code === 0 ? null : (output.trim().split("\n").at(-1) ?? `ended with ${code}`)));
  });
}

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
