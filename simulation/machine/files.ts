import fs, { type BigIntStats } from "node:fs";
import fsPromises from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";
import { disks, type File, ROOT } from "./disk.ts";
import { scheduler } from "./machine.ts";

function statsOf({ inode, born }: File): BigIntStats {
  return { dev: 1n, ino: BigInt(inode), birthtimeNs: born } as BigIntStats;
}

/** Takes a while, in which its process may end; it is no step of its own. */
function slowly<T>(work: () => T): Promise<T> {
  return new Promise((resolve, reject) => {
    const done = () => {
      try {
        resolve(work());
      } catch (error) {
        reject(error);
      }
    };
    scheduler.after(disks.random.between(0.2, 2), done, scheduler.current, false);
  });
}

function handleOf(file: File) {
  return {
    stat: async () => statsOf(file),
    writeFile: (text: string) =>
      slowly(() => {
        file.text = text;
      }),
    sync: () => slowly(() => undefined),
    close: async () => undefined,
  };
}

/** What the system says of a program on this machine: that it lives, and when it started. */
function programBy(pid: unknown) {
  const { host } = scheduler.current ?? {};
  return scheduler.programs.find((one) => one.pid === pid && one.host === host && one.alive);
}

function notThere(code: string): Error {
  return Object.assign(new Error(code), { code });
}

/** Replaces files below one path, and what tells a program of others on its machine. */
export function replaceFiles(): void {
  const isOurs = (path: unknown): path is string => typeof path === "string" && path.startsWith(ROOT);
  const { openSync, closeSync, fstatSync, readFileSync } = fs;
  const sync = {
    openSync: (path: string, ...rest: [never]) => (isOurs(path) ? disks.descriptorOf(disks.find(path)) : openSync(path, ...rest)),
    closeSync: (descriptor: number) => (disks.at(descriptor) ? undefined : closeSync(descriptor)),
    fstatSync: (descriptor: number, ...rest: [never]) => {
      const file = disks.at(descriptor);
      return file ? statsOf(file) : fstatSync(descriptor, ...rest);
    },
    readFileSync: (path: string | number, ...rest: [never]) => {
      const file = typeof path === "number" ? disks.at(path) : undefined;
      if (file) return file.text;
      const [, pid] = (scheduler.current && /^\/proc\/(\d+)\/stat$/.exec(String(path))) ?? [];
      if (pid === undefined) return readFileSync(path, ...rest);
      const program = programBy(Number(pid));
      if (!program) throw notThere("ENOENT");
      return `${pid} (node) ${"0 ".repeat(19)}${program.started} 0`;
    },
  };
  const { mkdir, open, rename, rm } = fsPromises;
  const slow = {
    mkdir: async (path: string, ...rest: [never]) => (isOurs(`${path}/`) ? undefined : mkdir(path, ...rest)),
    open: async (path: string, ...rest: [never]) => (isOurs(path) ? handleOf(disks.create(path)) : open(path, ...rest)),
    rename: (from: string, to: string) => (isOurs(from) ? slowly(() => disks.rename(from, to)) : rename(from, to)),
    rm: async (path: string, ...rest: [never]) => (isOurs(path) ? disks.remove(path) : rm(path, ...rest)),
  };
  Object.assign(fs, sync);
  Object.assign(fsPromises, slow);
  const { pid, kill } = process;
  Object.defineProperty(process, "pid", { get: () => scheduler.current?.pid ?? pid, configurable: true });
  process.kill = (other, signal) => {
    if (signal !== 0 || !scheduler.current) return kill.call(process, other, signal);
    if (!programBy(other)) throw notThere("ESRCH");
    return true;
  };
  syncBuiltinESMExports();
}
