import type { Side } from "../lib/core/stages/positions.ts";
import type { MigratorOptions, Write } from "./migrator-types.ts";
import type { Kind, Recorder } from "./recorder.ts";

type Series = (seconds: number, error: boolean) => void;

/** Names are few; should a service make them up as it goes, they are forgotten now and then. */
const MOST_SERIES = 1000;

/** The two stores of a migrator, every call of them measured. */
export class Stores<RI, RO, WI, WO> {
  readonly #recorder: Recorder;
  readonly #module: string;
  readonly #options: MigratorOptions<RI, RO, WI, WO>;
  readonly #series = { read: sides(), write: sides() };

  constructor(recorder: Recorder, module: string, options: MigratorOptions<RI, RO, WI, WO>) {
    this.#recorder = recorder;
    this.#module = module;
    this.#options = options;
  }

  /** Async, so that a store that throws at once is a store that failed. */
  async read(side: Side, operation: string, input: RI): Promise<RO> {
    const measure = this.#seriesOf("read", side, operation);
    const start = performance.now();
    let error = true;
    try {
      const value = await (side === "old" ? this.#options.readOld(input) : this.#options.readNew(input));
      error = false;
      return value;
    } finally {
      measure((performance.now() - start) / 1000, error);
    }
  }

  async write(side: Side, operation: string, input: WI, write: Write<WO>): Promise<WO> {
    const measure = this.#seriesOf("write", side, operation);
    const start = performance.now();
    let error = true;
    try {
      const value = await (side === "old" ? this.#options.writeOld(input, write) : this.#options.writeNew(input, write));
      error = false;
      return value;
    } finally {
      measure((performance.now() - start) / 1000, error);
    }
  }

  /** Reads to make sure, which is no traffic. */
  async readAgain(side: Side, input: RI): Promise<RO> {
    return side === "old" ? this.#options.readOld(input) : this.#options.readNew(input);
  }

  #seriesOf(kind: Kind & ("read" | "write"), side: Side, operation: string): Series {
    const known = this.#series[kind][side];
    const series = known.get(operation);
    if (series) return series;
    if (known.size >= MOST_SERIES) known.clear();
    const made = this.#recorder.series(this.#module, kind, operation, side);
    known.set(operation, made);
    return made;
  }
}

function sides(): Record<Side, Map<string, Series>> {
  return { old: new Map(), new: new Map() };
}
