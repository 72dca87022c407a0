import type { EvaluationContext } from "../../lib/core/evaluation/rules.ts";
import { planOf, type Side } from "../../lib/core/stages/positions.ts";
import { asError, isWithoutEffect, SecondaryWriteError, SupersededError } from "../kernel/errors.ts";
import type { Recorder } from "../report/recorder.ts";
import { type Redact, reportable } from "../report/redaction.ts";
import { EVERY_KEY, type Ledger } from "./ledger.ts";
import type { MigratorOptions } from "./migrator-types.ts";
import type { Operation, Settle } from "./operations.ts";
import { type Placement, subjectOf } from "./placement.ts";
import { SharedRecords } from "./shared-records.ts";
import type { Stores } from "./stores.ts";
import { isNewer, type WriteVersion } from "./version.ts";
import type { WriteClock } from "./write-clock.ts";

export type WritingParts<RI, RO, WI, WO> = {
  options: MigratorOptions<RI, RO, WI, WO>;
  module: string;
  stores: Stores<RI, RO, WI, WO>;
  ledger: Ledger;
  redact: Redact;
  recorder: Recorder;
  /** Why the operation must not begin another step; null when it may. */
  overdue: (operation: Operation) => Error | null;
  clock: WriteClock;
  problem: (problem: Error) => void;
};

/** One write of one subject: to the authority, then to the other store, which may fail. */
export class Writing<RI, RO, WI, WO> {
  readonly #parts: WritingParts<RI, RO, WI, WO>;
  readonly #records = new SharedRecords();

  constructor(parts: WritingParts<RI, RO, WI, WO>) {
    this.#parts = parts;
  }

  async run(
    operation: Operation,
    settle: Settle<WO>,
    { stageOf, required, divided }: Placement,
    context: EvaluationContext,
    name: string,
    input: WI,
  ): Promise<WO> {
    const { stores, clock, overdue } = this.#parts;
    const [authority, secondary] = planOf(stageOf(context)).writes as [Side, Side?];
    const half = secondary && { store: secondary, revision: operation.revision, subject: subjectOf(context), name, input };
    if (half) {
      operation.cut = (why) => {
        // It may have taken effect: then the other store lacks it.
        this.#note(half, why);
        settle.reject(why);
      };
    }
    if (divided !== null) this.#watch(divided, context, input, authority);
    let version = clock.draw();
    let value: WO;
    for (;;) {
      try {
        value = await stores.write(authority, name, input, { role: "authority", version });
        break;
      } catch (error) {
        // Who failed may have committed before: then the other store lacks it.
        if (half && !isWithoutEffect(error)) this.#note(half, error);
        version = this.#drawnAgain(error, version, operation);
      }
    }
    if (!half) return value;
    if (operation.over) {
      // What was noted when it was cut may have been repaired before it took effect.
      this.#note(half, new Error("The authority took it after the operation had ended."));
      return value;
    }
    operation.cut = (why) => {
      const told = this.#failed(half, why);
      if (required) settle.reject(told);
      else settle.resolve(value);
    };
    const late = overdue(operation);
    const failure = late ?? (await this.#repeat(half.store, name, input, version, value));
    if (failure === null || operation.over) return value;
    if (failure instanceof SupersededError && !required) return value;
    const told = this.#failed(half, failure);
    if (required) throw told;
    return value;
  }

  /**
   * A number above what the authority holds, for a write it refused as older. Throws what it threw where that says
   * nothing of the kind, or the operation must not begin another step: then it has ended, and what began since wins.
   */
  #drawnAgain(error: unknown, refused: WriteVersion, operation: Operation): WriteVersion {
    const { clock, overdue } = this.#parts;
    if (!(error instanceof SupersededError) || isNewer(refused, error.held)) throw error;
    if (operation.over) throw error;
    const late = overdue(operation);
    if (late) throw late;
    return clock.drawAbove(error.held);
  }

  /** Tells of a record that subjects on different sides write. Never throws: the write is not less good for it. */
  #watch(version: number, context: EvaluationContext, input: WI, authority: Side): void {
    const { options, module, recorder, redact } = this.#parts;
    try {
      const key = options.keyOf && String(options.keyOf(input) ?? EVERY_KEY);
      if (key === undefined || key === EVERY_KEY) return;
      if (!this.#records.isShared(version, key, subjectOf(context), authority)) return;
      recorder.shared(module, () => reportable(redact(key, "key")));
    } catch {
      // What keyOf says when it throws is told where the key is needed.
    }
  }

  /** Writes to the other store; why that failed, or null. */
  async #repeat(side: Side, name: string, input: WI, version: WriteVersion, authority: WO): Promise<Error | null> {
    try {
      await this.#parts.stores.write(side, name, input, { role: "secondary", version, authority });
      return null;
    } catch (error) {
      return asError(error);
    }
  }

  #failed(half: Half<WI>, error: unknown): SecondaryWriteError {
    const { options, module, recorder, problem } = this.#parts;
    recorder.secondaryFailed(module, half.name, half.store);
    if (!(error instanceof SupersededError)) this.#note(half, error);
    const message = `${options.key}: ${half.name}: the ${half.store} store: ${asError(error).message}`;
    const told = new SecondaryWriteError(message, { cause: error });
    problem(told);
    return told;
  }

  #note({ store, revision, subject, name, input }: Half<WI>, error: unknown): void {
    const { module, ledger } = this.#parts;
    const write = { module, store, key: this.#keyOf(input), subject };
    ledger.add({ ...write, operation: name, error: asError(error).message }, revision);
  }

  #keyOf(input: WI): string {
    const { options, problem } = this.#parts;
    try {
      return options.keyOf ? String(options.keyOf(input) ?? EVERY_KEY) : EVERY_KEY;
    } catch (error) {
      problem(new Error(`${options.key}: keyOf: ${asError(error).message}`, { cause: error }));
      return EVERY_KEY;
    }
  }
}

/** What is written down of a write that one store may lack. */
type Half<WI> = { store: Side; revision: number; subject: string; name: string; input: WI };
