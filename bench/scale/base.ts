import { execFileSync } from "node:child_process";
import { existsSync, symlinkSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Lab } from "../lab/lab.ts";

/** The folder of the build to compare with: a folder as it is, or a commit checked out beside this one. */
export function baseFolder(lab: Lab, base: string): string {
  if (existsSync(join(base, "package.json"))) return resolve(base);
  const folder = join(lab.home, "base");
  const git = (...args: string[]) => execFileSync("git", args, { stdio: ["ignore", "ignore", "pipe"] });
  git("worktree", "add", "--detach", folder, base);
  lab.defer(() => void git("worktree", "remove", "--force", folder));
  symlinkSync(resolve("node_modules"), join(folder, "node_modules"));
  execFileSync(process.execPath, ["node_modules/prisma/build/index.js", "generate"], {
    cwd: folder,
    env: { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, CHECKPOINT_DISABLE: "1" },
    stdio: ["ignore", "ignore", "pipe"],
  });
  return folder;
}
