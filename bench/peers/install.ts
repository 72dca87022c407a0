import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";

const FOLDER = "bench/peers";

/** Installs what bench/peers/package-lock.json names, unless it is there. Answers why not, or null when all is well. */
export function installPeers(): string | null {
  if (isInstalled()) return null;
  const args = ["ci", "--prefix", FOLDER, "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  const { status, error, stderr } = spawnSync("npm", args, { encoding: "utf8" });
  return status === 0 ? null : (error?.message ?? `npm ci failed: ${stderr.trim().split("\n")[0]}`);
}

function isInstalled(): boolean {
  const note = `${FOLDER}/node_modules/.package-lock.json`;
  return (
    existsSync(note) &&
    Object.entries(versions(note)).every(([path, version]) => versions(`${FOLDER}/package-lock.json`)[path] === version)
  );
}

function versions(file: string): Record<string, string | undefined> {
  const { packages }: { packages: Record<string, { version?: string }> } = JSON.parse(readFileSync(file, "utf8"));
  return Object.fromEntries(Object.entries(packages).map(([path, { version }]) => [path, version]));
}
