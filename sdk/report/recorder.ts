import { exampleOf } from "../../lib/core/evaluation/example.ts";
import type { OnUnreadable } from "../../lib/core/evaluation/rules.ts";
import type { Rule } from "../../lib/core/evaluation/snapshot.ts";
import { emptyHistogram, type Histogram, observe } from "../../lib/core/measurements/histogram.ts";
import type { Side } from "../../lib/core/stages/positions.ts";

export type Kind = "http" | "read" | "write";

/** One thing a path did. */
export type Measurement = {
  /** Key of the module. */
  module: string;
  /** `http` for a request served; `read` and `write` of a store. */
  kind: Kind;
  /** What was done, such as `GET /orders`: one of few names, at most 200 characters. */
  operation: string;
  /** Which implementation did it. */
  path: Side;
  /** Duration in seconds, also when it failed. */
  seconds: number;
  /** Whether it failed. */
  error: boolean;
};

export type ComparisonOutcome = "equal" | "different" | "skipped";

/** Rows of a report: sums over one ten-second window; `at` is its start in seconds since the epoch. */
export type WindowRow = Omit<Measurement, "seconds" | "error"> & {
  at: number;
  count: number;
  errors: number;
  sum: number;
  histogram: Histogram;
};
export type ComparisonRow = {
  module: string;
  operation: string;
  at: number;
  compared: number;
  equal: number;
  different: number;
  skipped: number;
};
/** One place where the answers of both stores differed; `old` and `new` as they may leave the process. */
export type Sample = {
  module: string;
  operation: string;
  at: number;
  field: string;
  kind: "missing" | "extra" | "type" | "value";
  old: unknown;
  new: unknown;
};
export type SecondaryFailureRow = { module: string; operation: string; path: Side; at: number; count: number };
/** How often a rule of a switch met a value it could not read, since `at`, and one of them where it may be shown. */
export type UnreadableRow = { switch: string; rule: string; at: number; count: number; example: string | null };
/** Writes of records that another subject, on the other side, had written last; `example` is the key of one, redacted. */
export type SharedRow = { module: string; at: number; count: number; example: unknown };
export type Rows = {
  windows: WindowRow[];
  comparisons: ComparisonRow[];
  secondaryFailures: SecondaryFailureRow[];
  samples?: Sample[];
  unreadable?: UnreadableRow[];
  sharedRecords?: SharedRow[];
};

const KINDS: readonly Kind[] = ["http", "read", "write"];
const PATHS: readonly Side[] = ["old", "new"];
const WINDOW_SECONDS = 10;
const LONGEST_LABEL = 200;
const MOST_SAMPLES = 50;

/** Sums up what happened until somebody takes it. `onFull` is told when `most` rows have gathered. */
export class Recorder {
  readonly #most: number;
  readonly #onFull: () => void;
  /** Grows when the rows are taken: who holds one then must ask for another. */
  #generation = 0;
  #samples: Sample[] = [];
  #shared = new Map<string, SharedRow>();
  #windows = new Map<string, WindowRow>();
  #comparisons = new Map<string, ComparisonRow>();
  #secondaryFailures = new Map<string, SecondaryFailureRow>();
  #unreadable = new Map<Rule, UnreadableRow>();

  constructor(most: number, onFull: () => void) {
    this.#most = most;
    this.#onFull = onFull;
  }

  /** False, and nothing recorded, when it says nothing: a duration that is no finite number ≥ 0, an unknown kind or path. */
  measure({ module, kind, operation, path, seconds, error }: Measurement): boolean {
    if (!(seconds >= 0 && seconds < Number.POSITIVE_INFINITY) || !KINDS.includes(kind) || !PATHS.includes(path)) return false;
    add(this.#window(module, kind, operation, path, windowStart()), seconds, error);
    return true;
  }

  /** Measures one series without looking it up each time. */
  series(module: string, kind: Kind, operation: string, path: Side): (seconds: number, error: boolean) => void {
    let row: WindowRow | null = null;
    let generation = -1;
    return (seconds, error) => {
      const at = windowStart();
      if (row === null || row.at !== at || generation !== this.#generation) {
        row = this.#window(module, kind, operation, path, at);
        generation = this.#generation;
      }
      add(row, seconds, error);
    };
  }

  /** The first few of a report are kept. */
  sample(sample: Omit<Sample, "at">): void {
    if (this.#samples.length >= MOST_SAMPLES) return;
    this.#samples.push({ ...sample, operation: label(sample.operation), at: Math.floor(Date.now() / 1000) });
  }

  /** Counts a write of a record that subjects on different sides share; asks for an example once a report. */
  shared(module: string, example: () => unknown): void {
    const row = rowOf(this.#shared, module, () => ({ module: label(module), at: 0, count: 0, example: example() }));
    row.at = Math.floor(Date.now() / 1000);
    row.count += 1;
  }

  /** Counts the comparisons of one operation. */
  comparisons(module: string, operation: string): (outcome: ComparisonOutcome) => void {
    let row: ComparisonRow | null = null;
    let generation = -1;
    return (outcome) => {
      const at = windowStart();
      if (row === null || row.at !== at || generation !== this.#generation) {
        row = this.#comparison(module, operation, at);
        generation = this.#generation;
      }
      row[outcome] += 1;
      if (outcome !== "skipped") row.compared += 1;
    };
  }

  /** `path` is the store whose write failed. */
  secondaryFailed(module: string, operation: string, path: Side): void {
    this.#makeRoom();
    const at = windowStart();
    const row = rowOf(this.#secondaryFailures, `${at}\n${module}\n${operation}\n${path}`, () => ({
      module: label(module),
      operation: label(operation),
      path,
      at,
      count: 0,
    }));
    row.count += 1;
  }

  /** Counts what a rule could not read. */
  readonly unreadable: OnUnreadable = (key, rule, value) => {
    let row = this.#unreadable.get(rule);
    if (!row) {
      this.#makeRoom();
      row = { switch: label(key), rule: label(rule.name), at: windowStart(), count: 0, example: null };
      this.#unreadable.set(rule, row);
    }
    row.count += 1;
    row.example ??= exampleOf(value);
  };

  /** Everything recorded since the last time; null when that is nothing. */
  take(): Rows | null {
    if (this.#size === 0) return null;
    const rows: Rows = {
      windows: [...this.#windows.values()],
      comparisons: [...this.#comparisons.values()],
      secondaryFailures: [...this.#secondaryFailures.values()],
      ...(this.#samples.length > 0 ? { samples: this.#samples } : {}),
      ...(this.#unreadable.size > 0 ? { unreadable: [...this.#unreadable.values()] } : {}),
      ...(this.#shared.size > 0 ? { sharedRecords: [...this.#shared.values()] } : {}),
    };
    this.#generation += 1;
    this.#samples = [];
    this.#shared = new Map();
    this.#windows = new Map();
    this.#comparisons = new Map();
    this.#secondaryFailures = new Map();
    this.#unreadable = new Map();
    return rows;
  }

  #window(module: string, kind: Kind, operation: string, path: Side, at: number): WindowRow {
    const key = `${at}\n${module}\n${kind}\n${operation}\n${path}`;
    if (!this.#windows.has(key)) this.#makeRoom();
    return rowOf(this.#windows, key, () => ({
      module: label(module),
      kind,
      operation: label(operation),
      path,
      at,
      count: 0,
      errors: 0,
      sum: 0,
      histogram: emptyHistogram(),
    }));
  }

  #comparison(module: string, operation: string, at: number): ComparisonRow {
    const key = `${at}\n${module}\n${operation}`;
    if (!this.#comparisons.has(key)) this.#makeRoom();
    return rowOf(this.#comparisons, key, () => ({
      module: label(module),
      operation: label(operation),
      at,
      compared: 0,
      equal: 0,
      different: 0,
      skipped: 0,
    }));
  }

  #makeRoom(): void {
    if (this.#size >= this.#most) this.#onFull();
  }

  get #size(): number {
    return this.#windows.size + this.#comparisons.size + this.#secondaryFailures.size + this.#unreadable.size;
  }
}

function add(row: WindowRow, seconds: number, error: boolean): void {
  row.count += 1;
  if (error) row.errors += 1;
  row.sum += seconds;
  observe(row.histogram, seconds);
}

function rowOf<T>(rows: Map<string, T>, key: string, make: () => T): T {
  const known = rows.get(key);
  if (known) return known;
  const made = make();
  rows.set(key, made);
  return made;
}

function windowStart(): number {
  return Math.floor(Date.now() / 1000 / WINDOW_SECONDS) * WINDOW_SECONDS;
}

const NOT_PRINTABLE = /[\p{Cc}\p{Cs}]/gu;

/** As the server takes it: 1 to 200 printable characters. Measuring must not fail what is measured, whatever its name. */
function label(text: unknown): string {
  if (typeof text !== "string" || text === "") return "unnamed";
  return text.slice(0, LONGEST_LABEL).replace(NOT_PRINTABLE, "\ufffd");
}
