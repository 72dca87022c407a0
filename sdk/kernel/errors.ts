import type { WriteVersion } from "../migrate/version.ts";

/** What can go wrong, as `onProblem` hears it. Only those after DroppedError ever reach a caller, and only through a migrator or an operation. */

/** Switchyard answered with a status that is no success. */
export class RequestError extends Error {
  override readonly name = "RequestError";
  /** HTTP status, 400 or more. */
  readonly status: number;
  /** Seconds the server asked to wait; null when it did not. */
  readonly retryAfterSeconds: number | null;
  /** Rules the server named that stand against the request. */
  readonly rules: readonly string[];

  constructor(message: string, status: number, retryAfterSeconds: number | null = null, rules: readonly string[] = []) {
    super(message);
    this.status = status;
    this.retryAfterSeconds = retryAfterSeconds;
    this.rules = rules;
  }
}

/** Measurements were lost: the buffer was full, or the server will never take them. `count` is in reported rows. */
export class DroppedError extends Error {
  override readonly name = "DroppedError";
  /** Rows lost; a sampled difference counts as one. */
  readonly count: number;

  constructor(count: number, why: string) {
    super(`${count} rows of measurements were dropped: ${why}`);
    this.count = count;
  }
}

/**
 * The authority took a write, the other store did not, or perhaps did not; `cause` is the other store's error. The
 * key is in the ledger. Callers get it where the switch requires both stores; otherwise only `onProblem` hears it.
 */
export class SecondaryWriteError extends Error {
  override readonly name = "SecondaryWriteError";
}

/**
 * For a store to throw, before any effect, when it holds something newer of the key. The authority is then asked again
 * with a number above `held`. Where the other store threw it, nothing has to be repaired; but where both are required
 * the caller is told, since it cannot know which of the two writes will be read.
 */
export class SupersededError extends Error {
  override readonly name = "SupersededError";
  /** The number of what it holds. */
  readonly held: WriteVersion;

  constructor(held: WriteVersion, message = `It holds a newer write: ${held.counter} by ${held.writer}.`) {
    super(message);
    this.held = held;
  }
}

/**
 * For a store to throw when it is certain that a write had no effect, such as one it found invalid. What any other error
 * leaves behind is not known: an authority may have committed before it failed, so the other store is repaired.
 */
export class NotAppliedError extends Error {
  override readonly name = "NotAppliedError";
}

export function isWithoutEffect(error: unknown): boolean {
  return error instanceof SupersededError || error instanceof NotAppliedError;
}

/** An operation outlived its deadline. Whether its last step took effect is unknown. */
export class DeadlineError extends Error {
  override readonly name = "DeadlineError";
}

/** Nothing is known of a data switch, so neither store may be touched: any guess could lose writes. */
export class NoStateError extends Error {
  override readonly name = "NoStateError";
}

/** No change waits for this instance now, so acting on what it knows could lose writes. Contact mends it. */
export class LeaseError extends Error {
  override readonly name = "LeaseError";
}

/**
 * Switchyard has not stored yet that this instance writes the module, so nobody would know of a write it left half
 * done. Nothing was begun.
 */
export class UntoldError extends Error {
  override readonly name = "UntoldError";
}

/** A pausing cut-over took longer than the write could wait. Neither store was touched. */
export class PausedError extends Error {
  override readonly name = "PausedError";
}

/** The client was closed before this operation began. */
export class ClosedError extends Error {
  override readonly name = "ClosedError";
}

/** Whatever was thrown, as an Error; also what has no text of its own. */
export function asError(thrown: unknown): Error {
  if (thrown instanceof Error) return thrown;
  try {
    return new Error(String(thrown), { cause: thrown });
  } catch {
    return new Error("something without a text was thrown", { cause: thrown });
  }
}
