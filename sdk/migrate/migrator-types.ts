import type { EvaluationContext } from "../../lib/core/evaluation/rules.ts";
import type { CallOptions } from "../kernel/call.ts";
import type { WriteVersion } from "./version.ts";

/**
 * What a store's write is told of its part. Either store applies it only if `isNewer(version, held)`, keeps the number
 * with the record, and throws a SupersededError otherwise, before any effect: a write that was refused is tried again
 * with a higher number, so an effect before the refusal would come twice. One that had no effect for another reason is
 * better told by a NotAppliedError than by another: after that the record is repaired.
 */
export type Write<Output> =
  | {
      /** This store counts: what it answers is the caller's answer. */
      role: "authority";
      /** Number of the write, drawn before this call. */
      version: WriteVersion;
      authority?: undefined;
    }
  | {
      /** The authority has taken the write already. */
      role: "secondary";
      /** The same number. */
      version: WriteVersion;
      /** What the authority answered. */
      authority: Output;
    };

/** The two stores of a module and what is known of its records. */
export type MigratorOptions<ReadInput, ReadOutput, WriteInput, WriteOutput> = {
  /** `<module>.data` */
  key: string;
  /** Reads from the old store. May be called twice for one read, to make sure of a difference. */
  readOld: (input: ReadInput) => Promise<ReadOutput>;
  /** The same from the new one. */
  readNew: (input: ReadInput) => Promise<ReadOutput>;
  /** Writes to the old store. Give it a timeout below `operationSeconds`. */
  writeOld: (input: WriteInput, write: Write<WriteOutput>) => Promise<WriteOutput>;
  /** The same to the new one. */
  writeNew: (input: WriteInput, write: Write<WriteOutput>) => Promise<WriteOutput>;
  /** Whether two reads say the same. Without it nothing is compared. A difference is read once more before it counts. */
  compare?: (old: ReadOutput, fresh: ReadOutput) => boolean;
  /**
   * The key of the record a write is about, as the repair job takes it; at most 500 characters. Without it a
   * half-done write says only that some key differs, and the authority cannot change until all were reconciled.
   */
  keyOf?: (input: WriteInput) => string;
};

/**
 * Reads and writes through the stores that the subject's stage names, the authority first. `operation` names what
 * is done in the measurements. Both reject with the authority's own error, or with a DeadlineError, NoStateError,
 * LeaseError or ClosedError; a write also with a PausedError, and with a SecondaryWriteError where both stores are
 * required.
 */
export type Migrator<ReadInput, ReadOutput, WriteInput, WriteOutput> = {
  /** Answers as the store that is the authority. */
  read(context: EvaluationContext, operation: string, input: ReadInput, call?: CallOptions): Promise<ReadOutput>;
  /** Answers as the store that is the authority, once both stores are done with it. */
  write(context: EvaluationContext, operation: string, input: WriteInput, call?: CallOptions): Promise<WriteOutput>;
};
