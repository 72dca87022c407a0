import type { Facts } from "../stages/facts.ts";
import { counts, type InstanceFacts, type PublishedState } from "../stages/instances.ts";
import type { Move, Rule } from "../stages/move.ts";
import type { Side } from "../stages/positions.ts";
import { isCurrent } from "../stages/rules/currency.ts";
import { lineage } from "../stages/rules/lineage.ts";
import { approval, freeze, health, held, plan } from "../stages/rules/people.ts";
import { RULES } from "../stages/transition.ts";
import { NEW, OLD, type Pair } from "./world.ts";

/** What an exploration knows of a world, of stores and instances yes or no, as facts of production. */

export const NOW = new Date(0);
export const EARLIER = new Date(-1);
export const LATER = new Date(1);
export const SIDES: readonly Side[] = ["old", "new"];

type Known = {
  published: readonly PublishedState[];
  instances: readonly InstanceFacts[];
  /** By store: whether failed writes wait, something is in doubt, and it is current. */
  ledger: Pair;
  doubt: Pair;
  current: Pair;
};

export function factsIn({ published, instances, ledger, doubt, current }: Known): Facts {
  const present = published.at(-1)?.revision ?? 0;
  return {
    published,
    instances,
    ledger: { old: Number(ledger[OLD]), new: Number(ledger[NEW]) },
    doubts: [{ service: "orders", instance: "some", since: EARLIER, stores: SIDES.filter((_, store) => doubt[store]) }],
    leftOut: { old: current[OLD] ? null : present, new: current[NEW] ? null : present },
    reconciled: { old: null, new: null },
    health: { state: "unknown", sentence: "Nothing was measured." },
    freeze: null,
    approval: null,
    plan: null,
  };
}

/** Rules about what no exploration has: people, and a restore that is not settled. */
const BEYOND: readonly Rule[] = [lineage, held, freeze, approval, plan, health];

/** A rule that judges a move otherwise by what an exploration would know of it; null where there is none. */
export function misread(move: Move, rules: readonly Rule[] = RULES): string | null {
  const { facts, now } = move;
  if (facts.recovering || facts.instances.some(({ lost }) => lost)) return null;
  const coarse = { ...move, facts: coarsely(facts, now), now: NOW };
  const refuses = (rule: Rule, one: Move) => rule(one)?.passed === false;
  const rule = rules.find((one) => !BEYOND.includes(one) && refuses(one, move) !== refuses(one, coarse));
  return rule ? (rule(move)?.rule ?? rule(coarse)?.rule ?? null) : null;
}

function coarsely(facts: Facts, now: Date): Facts {
  const pair = (holds: (store: Side) => boolean): Pair => [holds("old"), holds("new")];
  return factsIn({
    published: facts.published,
    instances: facts.instances.map((one) => ({ ...one, leaseUntil: counts(one, now) ? LATER : EARLIER })),
    ledger: pair((store) => facts.ledger[store] > 0),
    doubt: pair((store) => facts.doubts.some(({ stores }) => stores.includes(store))),
    current: pair((store) => isCurrent(store, facts)),
  });
}
