import { bucket, isWellFormed } from "../lib/core/evaluation/bucket.ts";
import { evaluate } from "../lib/core/evaluation/evaluate.ts";
import type { EvaluationContext } from "../lib/core/evaluation/rules.ts";
import type { Snapshot, SnapshotSwitch } from "../lib/core/evaluation/snapshot.ts";
import { parseSwitchKey, planOf, type Side, type Stage } from "../lib/core/stages/positions.ts";
import { FULL_SHARE } from "../lib/core/stages/state.ts";
import { asError, NoStateError, SecondaryWriteError } from "./errors.ts";
import type { Operations } from "./operations.ts";
import type { Kind, Recorder } from "./recorder.ts";
import type { Shadow, ShadowRead } from "./shadow.ts";

export type MigratorOptions<ReadInput, ReadOutput, WriteInput, WriteOutput> = {
  /** `<module>.data` */
  key: string;
  readOld: (input: ReadInput) => Promise<ReadOutput>;
  readNew: (input: ReadInput) => Promise<ReadOutput>;
  writeOld: (input: WriteInput) => Promise<WriteOutput>;
  writeNew: (input: WriteInput) => Promise<WriteOutput>;
  /** Whether two reads say the same. Without it nothing is compared. A difference is read once more before it counts. */
  compare?: (old: ReadOutput, fresh: ReadOutput) => boolean;
  /** The stage while nothing at all is known of the switch. Without it operations fail then, with a NoStateError. */
  fallback?: Stage;
};

/**
 * Reads and writes through the stores that the subject's stage names, the authority first. `operation` names what
 * is done in the measurements. Both reject with the authority's own error, or with DeadlineError, NoStateError or
 * ClosedError; what the other store does never reaches the caller.
 */
export type Migrator<ReadInput, ReadOutput, WriteInput, WriteOutput> = {
  read(context: EvaluationContext, operation: string, input: ReadInput): Promise<ReadOutput>;
  write(context: EvaluationContext, operation: string, input: WriteInput): Promise<WriteOutput>;
};

/** What a migrator needs of its client. */
export type MigratorParts = {
  snapshot: () => Snapshot | null;
  operations: Operations;
  recorder: Recorder;
  shadow: Shadow;
  problem: (problem: Error) => void;
};

export function createMigrator<RI, RO, WI, WO>(
  parts: MigratorParts,
  options: MigratorOptions<RI, RO, WI, WO>,
): Migrator<RI, RO, WI, WO> {
  const { operations, recorder, shadow, problem } = parts;
  const { key, compare, fallback } = options;
  const parsed = parseSwitchKey(key);
  if (parsed?.axis !== "data") throw new TypeError(`migrator: key: expected <module>.data, not “${key}”`);
  const { module } = parsed;
  // Async, so that a store that throws at once is a store that failed.
  const readFrom = async (side: Side, input: RI) => (side === "old" ? options.readOld(input) : options.readNew(input));
  const writeTo = async (side: Side, input: WI) => (side === "old" ? options.writeOld(input) : options.writeNew(input));

  function stageOf(context: EvaluationContext): Stage {
    const snapshot = parts.snapshot();
    const found = switchIn(snapshot);
    if (!snapshot || !found) {
      if (fallback) return fallback;
      throw new NoStateError(`Nothing is known of “${key}” yet; using either store could lose writes.`);
    }
    const answer = evaluate(snapshot, key, context);
    if (answer.ok) return answer.value as Stage;
    problem(new Error(`${key}: ${answer.errorDetails} The position of the switch itself was used.`));
    // Neighbouring stages coexist, so the switch's own position is safe for whoever cannot be told apart.
    return found.position as Stage;
  }

  /** Whether this subject's reads are compared: always the same subjects, drawn apart from those of the share. */
  function isSampled({ targetingKey }: EvaluationContext): boolean {
    const snapshot = parts.snapshot();
    const found = switchIn(snapshot);
    if (!snapshot || !found) return false;
    if (found.checkRatio === FULL_SHARE) return true;
    if (typeof targetingKey !== "string" || targetingKey === "" || !isWellFormed(targetingKey)) return false;
    return bucket(`check:${found.salt ?? snapshot.salt}`, targetingKey) < found.checkRatio;
  }

  function switchIn(snapshot: Snapshot | null): SnapshotSwitch | undefined {
    return snapshot && Object.hasOwn(snapshot.switches, key) ? snapshot.switches[key] : undefined;
  }

  async function measured<T>(kind: Kind, operation: string, path: Side, run: () => Promise<T>): Promise<T> {
    const start = performance.now();
    let error = true;
    try {
      const value = await run();
      error = false;
      return value;
    } finally {
      recorder.measure({ module, kind, operation, path, seconds: (performance.now() - start) / 1000, error });
    }
  }

  function comparison(context: EvaluationContext, operation: string, input: RI, stage: Stage): ShadowRead<RO>["comparison"] {
    if (!compare || !isSampled(context)) return null;
    const [authority, other] = planOf(stage).reads as [Side, Side];
    return {
      equal: (first, second) => (authority === "old" ? compare(first, second) : compare(second, first)),
      again: () => (stageOf(context) === stage ? [readFrom(authority, input), readFrom(other, input)] : null),
      count: (outcome) => recorder.compared(module, operation, outcome),
    };
  }

  return {
    read: (context, operation, input) =>
      operations.run((late) => {
        const stage = stageOf(context);
        const [authority, other] = planOf(stage).reads as [Side, Side?];
        const answer = measured("read", operation, authority, () => readFrom(authority, input));
        if (other) {
          shadow.begin({
            authority: answer,
            other: () => measured("read", operation, other, () => readFrom(other, input)),
            comparison: comparison(context, operation, input, stage),
          });
        }
        return Promise.race([answer, late]);
      }),

    write: (context, operation, input) =>
      operations.run(async (late) => {
        const [authority, secondary] = planOf(stageOf(context)).writes as [Side, Side?];
        const written = measured("write", operation, authority, () => writeTo(authority, input));
        const value = await Promise.race([written, late]);
        if (secondary) {
          const repeated = measured("write", operation, secondary, () => writeTo(secondary, input));
          await Promise.race([repeated, late]).catch((error) => {
            recorder.secondaryFailed(module, operation, secondary);
            const message = `${key}: ${operation}: the ${secondary} store: ${asError(error).message}`;
            problem(new SecondaryWriteError(message, { cause: error }));
          });
        }
        return value;
      }),
  };
}
