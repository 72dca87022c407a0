import type { EvaluationContext } from "../../lib/core/evaluation/rules.ts";
import { planOf, type Side, type Stage } from "../../lib/core/stages/positions.ts";
import type { ComparisonOutcome } from "../report/recorder.ts";
import type { Placement } from "./placement.ts";
import type { Comparison } from "./shadow.ts";
import type { Stores } from "./stores.ts";

export type ComparingParts<RI, RO, WI, WO> = {
  compare: (old: RO, fresh: RO) => boolean;
  stores: Stores<RI, RO, WI, WO>;
  placement: () => Placement;
  /** Hears of a difference that stayed. */
  differs: (operation: string, old: RO, fresh: RO) => void;
};

/** Compares what both stores answer to one read. A class, since one is made for every such read. */
export class Comparing<RI, RO, WI, WO> implements Comparison<RO> {
  readonly #parts: ComparingParts<RI, RO, WI, WO>;
  readonly #context: EvaluationContext;
  readonly #operation: string;
  readonly #input: RI;
  readonly #stage: Stage;
  readonly #oldFirst: boolean;

  constructor(
    parts: ComparingParts<RI, RO, WI, WO>,
    read: { context: EvaluationContext; operation: string; input: RI; stage: Stage },
  ) {
    this.#parts = parts;
    this.#context = read.context;
    this.#operation = read.operation;
    this.#input = read.input;
    this.#stage = read.stage;
    this.#oldFirst = planOf(read.stage).returned === "old";
  }

  equal(authority: RO, other: RO): boolean {
    return this.#oldFirst ? this.#parts.compare(authority, other) : this.#parts.compare(other, authority);
  }

  again(): [Promise<RO>, Promise<RO>] | null {
    const { placement, stores } = this.#parts;
    if (placement().stageOf(this.#context) !== this.#stage) return null;
    const [authority, other] = planOf(this.#stage).reads as [Side, Side];
    return [stores.readAgain(authority, this.#input), stores.readAgain(other, this.#input)];
  }

  count(outcome: ComparisonOutcome): void {
    this.#parts.stores.compared(this.#operation, outcome);
  }

  differs(authority: RO, other: RO): void {
    const [old, fresh] = this.#oldFirst ? [authority, other] : [other, authority];
    this.#parts.differs(this.#operation, old, fresh);
  }
}
