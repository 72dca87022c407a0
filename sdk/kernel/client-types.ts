import type { EvaluationContext } from "../../lib/core/evaluation/rules.ts";
import type { Snapshot } from "../../lib/core/evaluation/snapshot.ts";
import type { Position, Side } from "../../lib/core/stages/positions.ts";
import type { Migrator, MigratorOptions } from "../migrate/migrator-types.ts";
import type { Repair, RepairOptions } from "../migrate/repair.ts";
import type { WriteVersion } from "../migrate/version.ts";
import type { Measurement } from "../report/recorder.ts";
import type { Answer } from "./answer.ts";
import type { CallOptions, PositionOf } from "./call.ts";

/** A service's connection with its switches. */
export type Client = {
  /**
   * True once the state came from the server and changes wait for this instance; false when that took longer than
   * `timeoutMs` (milliseconds, default 10,000) or `signal` aborted. Either way the client works on, with what it has.
   * Never rejects.
   */
  ready(wait?: number | { timeoutMs?: number; signal?: AbortSignal }): Promise<boolean>;
  /** The state all answers come from; null before there is one. Not to be changed. */
  snapshot(): Snapshot | null;
  /** Revision of that state; -1 before there is one. */
  readonly revision: number;
  /** Whether Switchyard was there when it was asked last; false before that. */
  readonly inContact: boolean;
  /**
   * What the switch says for this subject now; for a data switch, `T` is Stage. Synchronous; never throws. `call` and
   * `data` switches answer an error while acting on them could lose writes.
   */
  evaluate<T extends Position = Side>(key: string, context: EvaluationContext, fallback: NoInfer<T>): Answer<T>;
  /** The value alone. Never throws. */
  position<T extends Position = Side>(key: string, context: EvaluationContext, fallback: NoInfer<T>): T;
  /** Records one thing a path did. `seconds` is a duration. Never throws; `onProblem` hears of one that says nothing. */
  measure(measurement: Measurement): void;
  /**
   * Runs `work`, which may act on `call` and `data` switches as `positionOf` answers them; changes made after it began
   * count as drained only when it has ended, or `operationSeconds` later. Rejects with a LeaseError or a ClosedError when
   * acting could lose writes, else as `work` does.
   */
  operation<T>(work: (positionOf: PositionOf) => Promise<T>, call?: CallOptions): Promise<T>;
  /**
   * The number of a write that goes past the migrators, such as one of an old path to its own store; above `held` when
   * the store refused the one before. Draw it before the store is called.
   */
  draw(held?: WriteVersion): WriteVersion;
  /** Reads and writes through the stores a data switch names. Throws a TypeError for the key of another axis. */
  migrator<ReadInput, ReadOutput, WriteInput, WriteOutput>(
    options: MigratorOptions<ReadInput, ReadOutput, WriteInput, WriteOutput>,
  ): Migrator<ReadInput, ReadOutput, WriteInput, WriteOutput>;
  /**
   * Copies what half-done writes left behind to the store that lacks it, one record at a time, until it is stopped. Throws a
   * TypeError for the key of another axis.
   */
  repair(options: RepairOptions): Repair;
  /** Calls `listener` with every new state; answers how to stop it. What it throws goes to `onProblem`. */
  on(event: "change", listener: (snapshot: Snapshot) => void): () => void;
  /** Calls `listener` whenever contact with Switchyard is lost or found; answers how to stop it. */
  on(event: "contact", listener: (inContact: boolean) => void): () => void;
  /**
   * Waits for running operations, sends what was measured, deregisters. Route switches keep their last state. Never
   * rejects; called again, it answers the same.
   */
  close(): Promise<void>;
};
