import type { Snapshot } from "../../lib/core/evaluation/snapshot.ts";
import type { Facts } from "../../lib/core/stages/facts.ts";
import type { InstanceFacts, PublishedState } from "../../lib/core/stages/instances.ts";
import { SIDES, type Side } from "../../lib/core/stages/positions.ts";
import { publishedAs } from "../../lib/core/stages/published.ts";
import { CALL, DATA } from "../world/environment.ts";
import type { World } from "../world/world.ts";

const LONG_MS = 3_600_000;

/**
 * The facts of a move as they are, and not as anybody heard of them: what instances act on now, and what the stores
 * lack. What the control plane knows of itself – its own states, windows, approvals and plans – it knows for certain.
 */
export function rightFacts(world: World, facts: Facts, now: Date): Facts {
  const lacks = { old: lacking(world, "old"), new: lacking(world, "new") };
  const present = facts.published.at(-1)?.revision ?? 0;
  const { recovering: _, ...known } = facts;
  return {
    ...known,
    instances: world.runs.flatMap((run) => {
      const acts = run.acts();
      return acts.length > 0 ? [actingOn(run.process.name, acts, now)] : [];
    }),
    ledger: lacks,
    doubts: facts.doubts.filter(({ stores }) => stores.some((store) => lacks[store] > 0)),
    leftOut: { old: lacks.old > 0 ? present : null, new: lacks.new > 0 ? present : null },
    reconciled: { old: null, new: null },
  };
}

/** How many records a store holds something of that an acknowledged write had replaced. */
function lacking({ stores, history }: World, side: Side): number {
  const keys = new Set(SIDES.flatMap((one) => [...stores[one].rows.keys()]));
  const lacks = (key: string) => history.missing(key, Number.POSITIVE_INFINITY, stores[side].row(key).write) !== undefined;
  return [...keys].filter(lacks).length;
}

/** Any state that was published since may be on its way to it. */
function actingOn(instance: string, acts: readonly Snapshot[], now: Date): InstanceFacts {
  const revision = Math.min(...acts.map((one) => one.revision));
  const terms = { acknowledgedAt: now, leaseUntil: new Date(now.getTime() + LONG_MS), onLeaseLoss: "hold" } as const;
  return { service: "orders", instance, revision, ...terms, lost: acts.map(stateIn) };
}

function stateIn({ revision, switches }: Snapshot): PublishedState {
  const [call, data] = [switches[CALL], switches[DATA]];
  return publishedAs(revision, {
    ...(call && { call: { ...call, held: false } }),
    ...(data && { data: { ...data, held: false } }),
  });
}
