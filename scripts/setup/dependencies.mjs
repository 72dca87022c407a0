import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { runTool } from "./child.mjs";
import { Problem } from "./problem.mjs";

/** Installs what package-lock.json names, unless it is there already. */
export async function ensureDependencies() {
  if (isInstalled()) return "up to date";
  try {
    const args = ["ci", "--include=dev", "--no-audit", "--no-fund", "--prefer-offline", "--loglevel=error"];
    // With the settings and the cache of whoever runs it.
    await runTool([npm(), ...args], { env: process.env });
  } catch (error) {
    throw new Problem(`The dependencies could not be installed: ${reason(error)}`);
  }
  return "installed";
}

/** npm notes what it installed; an interrupted install leaves no note. Packages for other platforms may be absent. */
function isInstalled() {
  const wanted = readJson("package-lock.json")?.packages;
  const present = readJson("node_modules/.package-lock.json")?.packages;
  if (!wanted || !present) return false;
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === "") return true;
    const there = present[path];
    return there ? there.version === entry.version : entry.optional === true || entry.devOptional === true;
  });
}

function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return null;
  }
}

/** npm's own program: the one that runs us, otherwise the one beside node. */
function npm() {
  const beside = join(process.execPath, "../../lib/node_modules/npm/bin/npm-cli.js");
  const candidates = [
    process.env.npm_execpath,
    beside,
    "/usr/share/nodejs/npm/bin/npm-cli.js",
    join(process.execPath, "../node_modules/npm/bin/npm-cli.js"),
  ];
  const found = candidates.find((file) => file?.endsWith("npm-cli.js") && existsSync(file));
  if (!found) throw new Problem("npm was not found. Install it, or run `npm ci` yourself.");
  return found;
}

function reason({ output = "", message }) {
  if (/ENOSPC|no space left/i.test(output)) return "the disk is full.";
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ENETUNREACH|ENOTCACHED/.test(output)) {
    return "the package registry cannot be reached. The first start needs a connection, later ones do not.";
  }
  const lines = output.split("\n").filter((line) => line.startsWith("npm error") && !/complete log|\/_logs\//.test(line));
  return (
    lines
      .slice(0, 3)
      .map((line) => line.replace(/^npm error\s*/, ""))
      .join(" ") || message
  );
}
