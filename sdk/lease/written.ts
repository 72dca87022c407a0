import { later } from "../kernel/timing.ts";

/**
 * Which modules' stores the server counts this run as writing: if the run ends without draining, those are in doubt.
 * While it was told nothing that is all of them; once it was told some, another one only when it has stored a word
 * that names it.
 */
export class Written {
  readonly #modules: Set<string>;
  /** Null stands for all; nothing until the saved state is there. */
  #known: ReadonlySet<string> | null = new Set();
  readonly #declared: boolean;
  readonly #waiting = new Set<() => void>();

  /** `declared` are modules that the service named beforehand; null when it named none, not even that there are none. */
  constructor(declared: readonly string[] | null) {
    this.#modules = new Set(declared);
    this.#declared = declared !== null;
  }

  /** What the server counts for certain, to be saved. */
  get known(): readonly string[] | null {
    return this.#known && [...this.#known];
  }

  /** Without contact the run before this one is what counts; where there was none, nothing was told. */
  takeUp(known: readonly string[] | null): void {
    this.#known = known && new Set(known);
    this.#tell();
  }

  /** Whether it is news. */
  add(module: string): boolean {
    if (this.#modules.has(module)) return false;
    this.#modules.add(module);
    return true;
  }

  /** Whether a write of this module may begin. */
  has(module: string): boolean {
    return this.#known === null || this.#known.has(module);
  }

  /** What a word says of it, which from now on the server may or may not have heard. */
  say(registers: boolean): readonly string[] | undefined {
    if (!this.#declared && this.#modules.size === 0) return undefined;
    const names = [...this.#modules];
    // A registration replaces what was counted before; any other word adds to it.
    if (this.#known === null || registers) this.#known = new Set(names.filter((name) => this.has(name)));
    return names;
  }

  /** The server has stored that word. Whether it counts more for certain than before. */
  stored(names: readonly string[] | undefined, registered: boolean): boolean {
    const before = this.#known;
    if (names) this.#known = new Set([...(before ?? []), ...names]);
    else if (registered) this.#known = null;
    this.#tell();
    return this.#known?.size !== before?.size;
  }

  /** Resolves with whether a write of this module may begin, `ms` later at the latest. */
  async told(module: string, ms: number): Promise<boolean> {
    const latest = performance.now() + ms;
    for (let left = ms; left > 0 && !this.has(module); left = latest - performance.now()) {
      await this.#next(left);
    }
    return this.has(module);
  }

  #tell(): void {
    for (const tell of this.#waiting) tell();
  }

  #next(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        this.#waiting.delete(done);
        resolve();
      };
      const timer = later(ms, done);
      this.#waiting.add(done);
    });
  }
}
