import type { InstanceFacts, PublishedState } from "./instances.ts";
import type { Side } from "./positions.ts";

/** An instance that ended without draining may have written one store and not the other since then. */
export type Doubt = {
  service: string;
  instance: string;
  since: Date;
  /** Those that may lack what it wrote. */
  stores: readonly Side[];
};

/** A comparison of all keys of both stores that ended with every difference mended. */
export type Reconciliation = {
  /** Revision at its start. */
  revision: number;
  finishedAt: Date;
  /** When it began, no instance acted any more on a stage that leaves the store out. */
  covered: boolean;
};

/** Everything outside a module's own switches that a move of one of them depends on. */
export type Facts = {
  /** The module's states, oldest first, the present one last; back to the oldest any instance may act on. */
  published: readonly PublishedState[];
  instances: readonly InstanceFacts[];
  /** Failed writes not repaired yet, by the store that lacks them. */
  ledger: Record<Side, number>;
  /** Not reconciled yet. */
  doubts: readonly Doubt[];
  /** Revision of the last state under which some operation may have left the store out; null when there was none. */
  leftOut: Record<Side, number | null>;
  /** The last one that brought the store up to date. */
  reconciled: Record<Side, Reconciliation | null>;
  /** How the new path does against the old; only `bad` stands against a move. */
  health: { state: "ok" | "watch" | "bad" | "unknown" | "held"; sentence: string };
  /** Freeze windows that are open, or null. */
  freeze: { until: Date; reason: string } | null;
  /** Null where changes need no second person. */
  approval: { approvedBy: string | null } | null;
  /** Since the control plane was restored from an older copy; who has not said yet what it acts on. */
  recovering?: { since: Date; unheard: readonly string[] };
  /** A plan of several steps that has not reached its end, such as a rollback under way. */
  plan: { id: string; kind: string; by: string } | null;
};

/** Facts of a module nothing runs on: no instance, nothing failed, nothing frozen. */
export function quietFacts(present: PublishedState): Facts {
  return {
    published: [present],
    instances: [],
    ledger: { old: 0, new: 0 },
    doubts: [],
    leftOut: { old: null, new: present.revision },
    reconciled: { old: null, new: null },
    health: { state: "unknown", sentence: "Nothing was measured." },
    freeze: null,
    approval: null,
    plan: null,
  };
}
