import type { Side } from "../../lib/core/stages/positions.ts";
import type { ComparisonOutcome, Kind, Recorder } from "../report/recorder.ts";
import type { MigratorOptions, Write } from "./migrator-types.ts";

type Series = (seconds: number, error: boolean) => void;

/** Names are few; should a service make them up as it goes, they are forgotten now and then. */
const MOST_OPERATIONS = 1000;

/** The two stores of a migrator, every call of them measured. */
export class Stores<RI, RO, WI, WO> {
  readonly #recorder: Recorder;
  readonly #module: string;
  readonly #options: MigratorOptions<RI, RO, WI, WO>;
  readonly #comparisons = new Map<string, (outcome: ComparisonOutcome) => void>();
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

  /** Counts the comparison of two reads. */
  compared(operation: string, outcome: ComparisonOutcome): void {
    cached(this.#comparisons, operation, () => this.#recorder.comparisons(this.#module, operation))(outcome);
  }

  #seriesOf(kind: Kind & ("read" | "write"), side: Side, operation: string): Series {
    return cached(this.#series[kind][side], operation, () => this.#recorder.series(this.#module, kind, operation, side));
  }
}

function cached<T>(known: Map<string, T>, operation: string, make: () => T): T {
  const one = known.get(operation);
  if (one !== undefined) return one;
  if (known.size >= MOST_OPERATIONS) known.clear();
  const made = make();
  known.set(operation, made);
  return made;
}

function sides(): Record<Side, Map<string, Series>> {
  return { old: new Map(), new: new Map() };
}
