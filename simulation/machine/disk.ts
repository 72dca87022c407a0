import { EPOCH, scheduler } from "./machine.ts";
import { Random } from "./random.ts";

export type File = { inode: number; born: bigint; text: string };

/** Every machine has its own disk, at this path. */
export const ROOT = "/simulated/";
export const STATE_FILE = `${ROOT}state.json`;
/** Numbers of files are used again soon, as real disks do. */
const INODES = 12;
const FIRST_DESCRIPTOR = 1_000_000_000;

/** What machines keep when programs end: files with their numbers and births, and every state that was in them once. */
class Disks {
  random = new Random(0);
  /** State files are taken for their reader's own, wherever they come from. */
  believed = false;
  #files = new Map<string, File>();
  readonly #past = new Map<string, string[]>();
  readonly #open: File[] = [];

  /** A history begins: all disks are empty. */
  clear(random: Random): void {
    this.random = random;
    this.#files.clear();
    this.#past.clear();
    this.#open.length = 0;
  }

  /** An older text of the file comes back: in its place or over it. False when there is none. */
  putBack(host: string): boolean {
    const past = this.#past.get(host) ?? [];
    const older = past[this.random.below(Math.ceil(past.length / 2))];
    const there = this.#files.get(host + STATE_FILE);
    if (older === undefined || !there || past.length < 2) return false;
    if (this.random.chance(0.5)) there.text = older;
    else this.#files.set(host + STATE_FILE, { ...this.#create(), text: older });
    return true;
  }

  tear(host: string): void {
    const there = this.#files.get(host + STATE_FILE);
    if (there) there.text = there.text.slice(0, 40);
  }

  /** Another machine gets a copy. */
  copy(from: string, to: string): void {
    const there = this.#files.get(from + STATE_FILE);
    if (there) this.#files.set(to + STATE_FILE, { ...this.#create(), text: there.text });
  }

  find(path: string): File {
    const found = this.#files.get(hostNow() + path);
    if (!found) throw Object.assign(new Error(`ENOENT: no such file or directory, open '${path}'`), { code: "ENOENT" });
    return found;
  }

  create(path: string): File {
    const file = this.#create();
    this.#files.set(hostNow() + path, file);
    return file;
  }

  rename(from: string, to: string): void {
    const file = this.find(from);
    this.remove(from);
    this.#files.set(hostNow() + to, file);
    const past = this.#past.get(hostNow()) ?? [];
    past.push(file.text);
    this.#past.set(hostNow(), past);
  }

  remove(path: string): void {
    this.#files.delete(hostNow() + path);
  }

  descriptorOf(file: File): number {
    return FIRST_DESCRIPTOR + this.#open.push(file) - 1;
  }

  at(descriptor: number): File | undefined {
    return this.#open[descriptor - FIRST_DESCRIPTOR];
  }

  #create(): File {
    const taken = new Set([...this.#files.values()].map(({ inode }) => inode));
    const free = Array.from({ length: INODES + taken.size }, (_, i) => i + 1).find((inode) => !taken.has(inode));
    return { inode: free as number, born: BigInt(EPOCH) * 1_000_000n + BigInt(Math.round(scheduler.now * 1e6)), text: "" };
  }
}

export const disks = new Disks();

function hostNow(): string {
  return scheduler.current?.host ?? "";
}
