import type { EvaluationContext } from "../lib/core/evaluation/rules.ts";
import { planOf, type Side } from "../lib/core/stages/positions.ts";
import { asError, SecondaryWriteError, SupersededError } from "./errors.ts";
import { EVERY_KEY, type Ledger } from "./ledger.ts";
import type { MigratorOptions, Write } from "./migrator-types.ts";
import type { Operation, Settle } from "./operations.ts";
import { type Placement, subjectOf } from "./placement.ts";
import type { Recorder } from "./recorder.ts";
import type { Stores } from "./stores.ts";

const TO_AUTHORITY = { role: "authority" } as const;

export type WritingParts<RI, RO, WI, WO> = {
  options: MigratorOptions<RI, RO, WI, WO>;
  module: string;
  stores: Stores<RI, RO, WI, WO>;
  ledger: Ledger;
  recorder: Recorder;
  /** Why the operation must not begin another step; null when it may. */
  overdue: (operation: Operation) => Error | null;
  /** Names the next write. */
  writer: () => string;
  problem: (problem: Error) => void;
};

/** One write of one subject: to the authority, then to the other store, which may fail. */
export class Writing<RI, RO, WI, WO> {
  readonly #parts: WritingParts<RI, RO, WI, WO>;

  constructor(parts: WritingParts<RI, RO, WI, WO>) {
    this.#parts = parts;
  }

  async run(
    operation: Operation,
    settle: Settle<WO>,
    { stageOf, required }: Placement,
    context: EvaluationContext,
    name: string,
    input: WI,
  ): Promise<WO> {
    const { stores, overdue } = this.#parts;
    const [authority, secondary] = planOf(stageOf(context)).writes as [Side, Side?];
    if (!secondary) return stores.write(authority, name, input, TO_AUTHORITY);

    const half: Half<WI> = { store: secondary, revision: operation.revision, subject: subjectOf(context), name, input };
    operation.cut = (why) => {
      // It may have taken effect: then the other store lacks it.
      this.#note(half, why);
      settle.reject(why);
    };
    const value = await stores.write(authority, name, input, TO_AUTHORITY);
    if (operation.over) return value;
    operation.cut = (why) => {
      const told = this.#failed(half, why);
      if (required) settle.reject(told);
      else settle.resolve(value);
    };
    const late = overdue(operation);
    const failure = late ?? (await this.#repeat(secondary, name, input, value));
    if (failure === null || operation.over) return value;
    if (failure instanceof SupersededError && !required) return value;
    const told = this.#failed(half, failure);
    if (required) throw told;
    return value;
  }

  /** Writes to the other store; why that failed, or null. */
  async #repeat(secondary: Side, name: string, input: WI, authority: WO): Promise<Error | null> {
    try {
      await this.#parts.stores.write(secondary, name, input, this.#toSecondary(authority));
      return null;
    } catch (error) {
      return asError(error);
    }
  }

  #toSecondary(authority: WO): Write<WO> {
    const { options, writer } = this.#parts;
    if (!options.versionOf) return { role: "secondary", authority };
    return { role: "secondary", authority, version: { counter: options.versionOf(authority), writer: writer() } };
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
