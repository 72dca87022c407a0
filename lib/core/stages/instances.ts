import type { Stage } from "./positions.ts";
import type { SecondaryWrites } from "./secondary-writes.ts";

/** What a running copy of a service last told, as the control plane knows it. Those that left are not among them. */
export type InstanceFacts = {
  service: string;
  instance: string;
  /** Every operation begun under an earlier revision has finished. */
  revision: number;
  acknowledgedAt: Date;
  /** When the last operation begun under the lease must have ended. */
  leaseUntil: Date;
  /** What it does when it cannot renew: go on as it knows, or fail its operations. */
  onLeaseLoss: "hold" | "fence";
  /** States of the module in a history that a restore lost: it acts on them, or on what was published since. */
  lost?: readonly PublishedState[];
};

/** A state of a module as services heard of it. */
export type PublishedState = {
  revision: number;
  /** Stages operations may act on under it. */
  stages: readonly Stage[];
  secondaryWrites: SecondaryWrites;
  /** New writes of subjects on the move wait under it. */
  paused: boolean;
};

/**
 * Whether a change must wait for an instance. One that holds counts until it returns, deregisters or is written
 * off by name, since it may go on working unseen; one that fences stops when its lease has run out.
 */
export function counts(instance: InstanceFacts, now: Date): boolean {
  return instance.onLeaseLoss === "hold" || instance.leaseUntil > now;
}

/** States an instance may still act on: the one in force at its last acknowledgement, and all since. */
export function mayActOn(instance: InstanceFacts, published: readonly PublishedState[]): readonly PublishedState[] {
  const inForce = published.findLastIndex(({ revision }) => revision <= instance.revision);
  const since = published.slice(Math.max(0, inForce));
  return instance.lost ? [...instance.lost, ...since] : since;
}
