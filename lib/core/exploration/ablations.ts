import type { Rule } from "../stages/move.ts";
import { acrossAxes } from "../stages/rules/across-axes.ts";
import { barrier, drained } from "../stages/rules/barrier.ts";
import { currency, doubt, evidence, ledger } from "../stages/rules/currency.ts";
import { relaxation, secondaryWrites } from "../stages/rules/secondary-writes.ts";
import { type Exploration, explore } from "./explore.ts";
import type { Kind } from "./invariants.ts";
import { Model, type Without } from "./model.ts";
import { PROTECTIONS, type Protection } from "./protections.ts";
import { SCENES, type SceneName } from "./scenes.ts";

/** A rule or protection left out, and the scene that shows what comes of it. */
export type Ablation = { name: string; without: Without; scene: SceneName };

/** Left out one by one, these lose nothing: what they refuse, another rule refuses too, or it is asked of people. */
export const POLICY = ["adjacent", "evidence", "ledger before complete"];

/** Left out, these let reads go back in time while nothing is lost. */
export const ORDER = ["drained", "settled", "late-noted", "pause-writes"];

/** Left out, these leave the stores different for ever while nothing is lost. */
export const PARTED = ["whole-number"];

/** The rule as it would be if it looked at changes of the authority alone. */
const onlyGains = (rule: Rule): Without => ({ rules: [rule], instead: [(move) => rule({ ...move, relies: move.gains })] });

const rules: Ablation[] = [
  { name: "across-axes", without: { rules: [acrossAxes] }, scene: "vacant" },
  { name: "barrier", without: { rules: [barrier] }, scene: "exit" },
  { name: "drained", without: { rules: [drained] }, scene: "pause" },
  { name: "secondary-writes", without: { rules: [secondaryWrites] }, scene: "cutover" },
  { name: "relaxation", without: { rules: [relaxation] }, scene: "cutover" },
  { name: "currency", without: { rules: [currency] }, scene: "entry" },
  { name: "ledger", without: { rules: [ledger] }, scene: "cutover" },
  { name: "doubt", without: { rules: [doubt] }, scene: "crash" },
  { name: "ledger when relaxed", without: onlyGains(ledger), scene: "cutover" },
  { name: "ledger before off", without: onlyGains(ledger), scene: "retreat" },
  { name: "ledger before complete", without: onlyGains(ledger), scene: "exit" },
  { name: "doubt when relaxed", without: onlyGains(doubt), scene: "restart" },
  { name: "evidence", without: { rules: [evidence] }, scene: "exit" },
  { name: "evidence and ledger", without: { rules: [evidence, ledger] }, scene: "exit" },
];

const SCENE_OF: Record<Protection, SceneName> = {
  adjacent: "retreat",
  drain: "cutover",
  deliver: "cutover",
  persist: "crash",
  told: "entry",
  "kept-back": "pins",
  register: "joining",
  "count-silent": "silence",
  "fence-in-time": "fence",
  "cold-start": "joining",
  "own-file": "crash",
  "own-end": "namesake",
  named: "crash",
  "report-end": "crash",
  "doubt-lease": "fence",
  "authority-first": "entry",
  numbers: "cutover",
  "drawn-first": "late",
  "authority-numbers": "late",
  "own-number": "cutover",
  "whole-number": "cutover",
  settled: "deadline",
  "late-noted": "deadline",
  "refused-fails": "cutover",
  "required-fails": "cutover",
  "best-effort-ledger": "cutover",
  coverage: "entry",
  "job-store": "crash",
  "doubt-order": "crash",
  "repair-order": "repair",
  lineage: "restore",
  "restored-doubt": "restore",
  "pause-writes": "pause",
};

const protections = (Object.keys(PROTECTIONS) as Protection[]).map((name) => ({
  name,
  without: { protections: [name] },
  scene: SCENE_OF[name],
}));

export const ABLATIONS: readonly Ablation[] = [...rules, ...protections];

export function kindOf(name: string): Kind {
  if (ORDER.includes(name)) return "back";
  return PARTED.includes(name) ? "parted" : "lost";
}

/** What leaving it out leads to, looking for what the rule is there to prevent. */
export function ablate({ name, without, scene }: Ablation): Exploration {
  return explore(new Model(SCENES[scene], without), [kindOf(name)]);
}
