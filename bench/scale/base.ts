import { execFileSync } from "node:child_process";
import { existsSync, renameSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";

/** Where builds to compare with are kept: one is made once. */
const KEPT = ".switchyard-base";

/** The folder of the build to compare with: a folder as it is, or a commit checked out beside this one. */
export function baseFolder(base: string): string {
  if (existsSync(join(base, "package.json"))) return resolve(base);
  const folder = resolve(KEPT, git("rev-parse", "--short=12", "--verify", `${base}^{commit}`));
  if (existsSync(folder)) return folder;
  const draft = `${folder}.draft`;
  rmSync(draft, { recursive: true, force: true });
  git("clone", "--quiet", "--shared", "--no-checkout", ".", draft);
  git("-C", draft, "checkout", "--quiet", "--detach", git("rev-parse", base));
  renameSync(draft, folder);
  return folder;
}

function git(...args: string[]): string {
  return execFileSync("git", args, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] }).trim();
}
