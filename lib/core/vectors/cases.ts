import type { Delta } from "../evaluation/delta.ts";
import type { Condition, Rule } from "../evaluation/snapshot.ts";
import type { Histogram } from "../measurements/histogram.ts";
import type { Axis, Side, Stage } from "../stages/positions.ts";
import type { SecondaryWrites } from "../stages/secondary-writes.ts";
import type { Direction, Standing } from "../stages/state.ts";
import bucketing from "./bucketing.json" with { type: "json" };
import coexistence from "./coexistence.json" with { type: "json" };
import deltas from "./deltas.json" with { type: "json" };
import evaluation from "./evaluation.json" with { type: "json" };
import histogramMerges from "./histogram-merges.json" with { type: "json" };
import histogramQuantiles from "./histogram-quantiles.json" with { type: "json" };
import rollbackOrders from "./rollback-orders.json" with { type: "json" };
import rollbackTargets from "./rollback-targets.json" with { type: "json" };
import rules from "./rules.json" with { type: "json" };
import snapshot from "./snapshot.json" with { type: "json" };
import stages from "./stages.json" with { type: "json" };
import transitions from "./transitions.json" with { type: "json" };
import versionOrders from "./version-orders.json" with { type: "json" };
import walksBack from "./walks-back.json" with { type: "json" };
import wholeNumbers from "./whole-numbers.json" with { type: "json" };

/**
 * Golden cases: what every implementation must answer. Hashes and buckets were computed with Python's mmh3,
 * stages and coexistence written down from the domain's tables, not from this code.
 */

/** One switch of each kind; the evaluation cases ask it. Untyped on purpose: it goes through `parseSnapshot`. */
export const vectorSnapshot: unknown = snapshot;

export type BucketingCase = { id: number; salt: string; subject: string; hash: number; bucket: number };
export type EvaluationCase = {
  id: number;
  name: string;
  key: string;
  context: Record<string, unknown>;
  expect: { value: string; variant: string; reason: string } | { errorCode: string };
};
/** Both snapshots untyped on purpose, like `vectorSnapshot`. Without a change only the whole one will do. */
export type DeltaCase = { id: number; name: string; before: unknown; change: Delta | null; after: unknown };
/** A rule sends ahead unless it says otherwise. */
export type RuleCase = {
  id: number;
  name: string;
  conditions: Condition[];
  context: Record<string, unknown>;
  result?: Rule["result"];
  matches: boolean;
};
/** The context is JSON as it is sent, since numbers in it are longer than JSON's usual readers keep. */
export type WholeNumberCase = {
  id: number;
  name: string;
  condition: Condition;
  context: string;
  result: Rule["result"];
  matches: boolean;
};
/** Versions as a tool orders them, earliest first; those in one group are equal to it. */
export type VersionOrderCase = { id: number; tool: string; ascending: string[][] };
export type StageCase = { id: number; stage: Stage; reads: Side[]; returned: Side; writes: Side[] };
export type CoexistenceCase = { id: number; a: Stage; b: Stage; coexist: boolean };
export type TransitionCase = {
  id: number;
  axis: Axis;
  from: Standing;
  held: boolean;
  target: string;
  share: number;
  expect: { to: Standing; direction: Direction } | { refused: string };
};
export type WalkBackCase = { id: number; axis: Axis; from: Standing; to: Standing; steps: Standing[] };
type Beside = { rules?: Rule[]; secondaryWrites?: SecondaryWrites; checkRatio?: number };
/** Minutes since a common start; the last entry of each axis is where it stands now. What is left out is the default. */
export type RollbackTargetCase = {
  id: number;
  name: string;
  histories: Partial<Record<Axis, ({ minute: number; standing: Standing } & Beside)[]>>;
  to: Partial<Record<Axis, Standing & Beside>> | null;
};
export type RollbackOrderCase = { id: number; data: Standing | null; order: Axis[] };
export type HistogramMergeCase = { id: number; name: string; a: Histogram; b: Histogram; merged: Histogram };
export type HistogramQuantileCase = { id: number; name: string; histogram: Histogram; q: number; seconds: number | null };

export const bucketingCases = numbered<BucketingCase>("bucketing", bucketing);
export const evaluationCases = numbered<EvaluationCase>("evaluation", evaluation);
export const deltaCases = numbered<DeltaCase>("deltas", deltas);
export const ruleCases = numbered<RuleCase>("rules", rules);
export const wholeNumberCases = numbered<WholeNumberCase>("whole-numbers", wholeNumbers);
export const versionOrderCases = numbered<VersionOrderCase>("version-orders", versionOrders);
/** The switch `whole-<id>.route` has the rule of that case; who is not matched stays where it stands. */
export const wholeNumberSnapshot: unknown = {
  ...snapshot,
  switches: Object.fromEntries(
    wholeNumberCases.map(({ id, condition, result }) => {
      const module = `whole-${id}`;
      const rules = [{ name: "only", conditions: [condition], result }];
      const settled = { position: "old", next: "new", share: 0, checkRatio: 0, salt: null, version: 1, revision: 1 };
      return [`${module}.route`, { module, axis: "route", ...settled, rules }];
    }),
  ),
};
export const stageCases = numbered<StageCase>("stages", stages);
export const coexistenceCases = numbered<CoexistenceCase>("coexistence", coexistence);
export const transitionCases = numbered<TransitionCase>("transitions", transitions);
export const walkBackCases = numbered<WalkBackCase>("walks-back", walksBack);
export const rollbackTargetCases = numbered<RollbackTargetCase>("rollback-targets", rollbackTargets);
export const rollbackOrderCases = numbered<RollbackOrderCase>("rollback-orders", rollbackOrders);
export const histogramMergeCases = numbered<HistogramMergeCase>("histogram-merges", histogramMerges);
export const histogramQuantileCases = numbered<HistogramQuantileCase>("histogram-quantiles", histogramQuantiles);

/** The cases of one file, numbered 1, 2, 3 … Throws when there is none: a run without a case proves nothing. */
function numbered<T extends { id: number }>(name: string, file: unknown): readonly T[] {
  const cases: T[] = Array.isArray(file) ? file : [];
  if (cases.length === 0) throw new Error(`vectors/${name}.json: no case found`);
  cases.forEach((one, index) => {
    if (one.id !== index + 1) throw new Error(`vectors/${name}.json: case ${index + 1} is numbered ${one.id}`);
  });
  return cases;
}
