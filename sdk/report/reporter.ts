import { randomUUID } from "node:crypto";
import { BODY_BYTES, type Wire } from "../connection/wire.ts";
import { asError, DroppedError, RequestError } from "../kernel/errors.ts";
import { atMost, backoff, jittered, later } from "../kernel/timing.ts";
import { Recorder, type Rows } from "./recorder.ts";

/** Rows in one batch. */
const BATCH_ROWS = 500;
/** Batches kept while the server is away; with few series that is five minutes of reports. */
const BUFFERED_BATCHES = 60;
const LONGEST_PAUSE_MS = 60_000;

/** `lost`: rows dropped for want of room since the batch before it. There once it was tried, then always the same. */
type Batch = Rows & { batch: string; lost?: number };

type ReporterOptions = {
  wire: Wire;
  identity: () => { service: string; instance: string };
  everySeconds: number;
  problem: (problem: Error) => void;
};

/** Sends what the recorder gathered, batch by batch, in order; a batch keeps its name until the server took it. */
export class Reporter {
  readonly recorder = new Recorder(BATCH_ROWS, () => this.#seal());
  readonly #options: ReporterOptions;
  #buffer: Batch[] = [];
  #lost = 0;
  #failures = 0;
  #serverPauseMs = 0;
  #sending: Promise<void> | null = null;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(options: ReporterOptions) {
    this.#options = options;
  }

  start(): void {
    this.#schedule(jittered(this.#options.everySeconds * 1000));
  }

  /** Sends what is left, for at most `seconds`; what the server did not take by then is dropped. */
  async close(seconds: number): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await atMost(seconds * 1000, this.flush());
    this.#drop(this.#buffer, "the client was closed before the server took them");
  }

  /** Sends everything measured until now. Never rejects. */
  async flush(): Promise<void> {
    await this.#sending;
    this.#seal();
    await this.#send();
  }

  #schedule(ms: number): void {
    this.#timer = later(ms, () => {
      this.#seal();
      void this.#send().then(() => {
        if (!this.#closed) this.#schedule(this.#pauseMs());
      });
    });
  }

  #pauseMs(): number {
    const everyMs = this.#options.everySeconds * 1000;
    if (this.#failures === 0) return everyMs;
    return Math.max(this.#serverPauseMs, backoff(this.#failures, everyMs, Math.max(everyMs, LONGEST_PAUSE_MS)));
  }

  #seal(): void {
    const rows = this.recorder.take();
    if (rows)
      this.#buffer.push(
        ...sorted(rows)
          .flatMap(parted)
          .map((part) => ({ batch: randomUUID(), ...part })),
      );
    const over = this.#buffer.slice(0, -BUFFERED_BATCHES);
    this.#lost += over.reduce((sum, one) => sum + countOf(one) + (one.lost ?? 0), 0);
    this.#drop(over, "the buffer is full");
  }

  /** Has the batch say what was dropped before it. */
  #confess(batch: Batch): void {
    if ("lost" in batch) return;
    batch.lost = this.#lost > 0 ? this.#lost : undefined;
    this.#lost = 0;
  }

  /** Sends until nothing is left or the server is away; joins what is under way. Never rejects. */
  #send(): Promise<void> {
    this.#sending ??= this.#sendAll().finally(() => {
      this.#sending = null;
    });
    return this.#sending;
  }

  async #sendAll(): Promise<void> {
    const { wire, identity, problem } = this.#options;
    for (let batch = this.#buffer[0]; batch; batch = this.#buffer[0]) {
      const sent = batch;
      this.#confess(sent);
      try {
        const answer = await wire.json("/api/v1/reports", { body: { ...identity(), ...sent } });
        this.#failures = 0;
        this.#buffer = this.#buffer.filter((one) => one !== sent);
        const refused = refusedRows(answer);
        if (refused) problem(refused);
      } catch (error) {
        if (isFinal(error)) {
          this.#drop([sent], asError(error).message);
          continue;
        }
        this.#failures += 1;
        this.#serverPauseMs = error instanceof RequestError ? (error.retryAfterSeconds ?? 0) * 1000 : 0;
        problem(asError(error));
        return;
      }
    }
  }

  #drop(batches: readonly Batch[], why: string): void {
    if (batches.length === 0) return;
    this.#buffer = this.#buffer.filter((one) => !batches.includes(one));
    const rows = batches.reduce((sum, one) => sum + countOf(one), 0);
    this.#options.problem(new DroppedError(rows, why));
  }
}

/** What a dataplane of before may not know goes by itself, so that it refuses nothing else with it. */
function sorted({ unreadable, ...rows }: Rows): Rows[] {
  const known = countOf(rows) > 0 ? [rows] : [];
  return unreadable ? [...known, { ...NOTHING, unreadable }] : known;
}

const NOTHING: Rows = { windows: [], comparisons: [], secondaryFailures: [] };

/** The rows in as many parts as it takes for each to be small enough. */
function parted(rows: Rows): Rows[] {
  if (countOf(rows) <= 1 || Buffer.byteLength(JSON.stringify(rows)) <= BODY_BYTES) return [rows];
  const half = (upper: boolean): Rows => {
    const of = <T>(list: readonly T[]): T[] => {
      const middle = Math.ceil(list.length / 2);
      return upper ? list.slice(middle) : list.slice(0, middle);
    };
    const { windows, comparisons, secondaryFailures, samples, unreadable, sharedRecords } = rows;
    return {
      windows: of(windows),
      comparisons: of(comparisons),
      secondaryFailures: of(secondaryFailures),
      ...(samples && { samples: of(samples) }),
      ...(unreadable && { unreadable: of(unreadable) }),
      ...(sharedRecords && { sharedRecords: of(sharedRecords) }),
    };
  };
  return [...parted(half(false)), ...parted(half(true))];
}

function countOf({ windows, comparisons, secondaryFailures, samples = [], unreadable = [], sharedRecords = [] }: Rows): number {
  const counted = windows.length + comparisons.length + secondaryFailures.length;
  return counted + samples.length + unreadable.length + sharedRecords.length;
}

/** Refused for what it is: sending it again would be refused again. */
function isFinal(error: unknown): boolean {
  return error instanceof RequestError && [400, 413, 415, 422].includes(error.status);
}

/** The server takes a batch whose rows it cannot place, such as those of an unknown module, and says how many. */
function refusedRows(answer: unknown): DroppedError | null {
  if (typeof answer !== "object" || answer === null || !("dropped" in answer)) return null;
  const { dropped } = answer;
  if (typeof dropped !== "number" || dropped === 0) return null;
  return new DroppedError(dropped, `not accepted: ${"reasons" in answer ? JSON.stringify(answer.reasons) : "no reason given"}`);
}
