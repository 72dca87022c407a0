import type { Ignorance } from "../../lib/core/exploration/ignorance.ts";
import type { Facts } from "../../lib/core/stages/facts.ts";
import { counts, type InstanceFacts } from "../../lib/core/stages/instances.ts";
import type { Move } from "../../lib/core/stages/move.ts";
import type { Side } from "../../lib/core/stages/positions.ts";
import { isCurrent } from "../../lib/core/stages/rules/currency.ts";
import type { World } from "../world/world.ts";

/** What a rule that refuses a move cannot have known; null when it should have. */
export function excuseOf(world: World, move: Move, rule: string, instance: InstanceFacts | null): Ignorance | null {
  const { facts, now } = move;
  if (instance) return counts(instance, now) ? unheardOf(world, instance) : null;
  const gaining = rule === "evidence" ? (["new"] as const) : rule === "currency" ? move.gains : move.relies;
  switch (rule) {
    case "lineage":
      return "unsettled";
    case "currency":
      return uncompared(world, facts, gaining);
    case "ledger":
      return "unrepaired";
    case "doubt":
      return "doubted";
    case "evidence":
      if (facts.ledger.new > 0) return "unrepaired";
      return isCurrent("new", facts) ? "doubted" : uncompared(world, facts, gaining);
    default:
      return null;
  }
}

/** What may not be known of a run. Several may have one name. */
function unheardOf({ runs }: World, { instance, revision, onLeaseLoss }: InstanceFacts): Ignorance | null {
  const named = runs.filter(({ name }) => name === instance).map((run) => ({ alive: run.process.alive, acts: run.acts() }));
  if (named.some(({ acts }) => acts.length > 0 && acts.every((one) => one.revision > revision))) return "unheard";
  if (named.some(({ alive, acts }) => alive && acts.length === 0)) return "idle";
  if (named.every(({ alive }) => alive)) return null;
  return onLeaseLoss === "hold" ? "ended" : "lease";
}

/** Nobody has compared all keys since the store was left out – as far as whoever did was told that it counts. */
function uncompared({ compared }: World, facts: Facts, stores: readonly Side[]): Ignorance | null {
  const behind = stores.filter((store) => !isCurrent(store, facts));
  const done = behind.some((side) =>
    compared.some(({ store, revision }) => store === side && revision > (facts.leftOut[side] ?? 0)),
  );
  return done ? null : "uncompared";
}
