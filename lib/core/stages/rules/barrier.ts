import { fewOf, MOST_NAMED } from "../../text/few.ts";
import { counts, type InstanceFacts, mayActOn } from "../instances.ts";
import type { Rule } from "../move.ts";
import { coexist, type Stage } from "../positions.ts";

/** Every stage after the move goes with every stage some instance may still act on. */
export const barrier: Rule = ({ stages, facts, now }) => {
  const waiting = facts.instances.flatMap((instance) => {
    if (!counts(instance, now)) return [];
    const clash = clashOf(
      mayActOn(instance, facts.published).flatMap((state) => state.stages),
      stages.after,
    );
    return clash ? [{ instance, clash }] : [];
  });
  const [first] = waiting;
  return {
    rule: "barrier",
    passed: first === undefined,
    overridable: false,
    message: first
      ? `Waits for ${fewOf(waiting.map(({ instance }) => nameOf(instance, now)))}. Until then ${first.clash.held} may still be acted on, which does not go with ${first.clash.wanted}.`
      : "Every instance acts on stages that go with the new ones.",
    detail: waitingDetail(waiting, ({ instance, clash }) => ({ ...instanceDetail(instance, now), mayActOn: clash.held })),
  };
};

/**
 * While writes are paused, the next step waits until every instance has drained. Overridden, the cut-over is a mixed
 * one: readers may go back in time, but nothing is lost. A silent instance must not keep writes paused for ever.
 */
export const drained: Rule = ({ from, to, facts, now }) => {
  const present = facts.published.at(-1);
  if (!from.paused || !present) return null;
  // A pause that has not moved anything yet may always be given up.
  const givesUp = !to.paused && facts.published.at(-2)?.paused !== true;
  if (givesUp) return null;
  const waiting = facts.instances.filter((instance) => counts(instance, now) && instance.revision < present.revision);
  return {
    rule: "drained",
    passed: waiting.length === 0,
    overridable: true,
    message:
      waiting.length === 0
        ? "Every instance has drained."
        : `Writes are paused until ${fewOf(waiting.map((instance) => nameOf(instance, now)))} has drained.`,
    detail: waitingDetail(waiting, (instance) => instanceDetail(instance, now)),
  };
};

function clashOf(held: readonly Stage[], wanted: readonly Stage[]): { held: Stage; wanted: Stage } | null {
  for (const one of held) {
    const other = wanted.find((stage) => !coexist(one, stage));
    if (other) return { held: one, wanted: other };
  }
  return null;
}

export function nameOf({ instance, revision, acknowledgedAt }: InstanceFacts, now: Date): string {
  return `${instance}, last acknowledged ${revision}, ${secondsSince(acknowledgedAt, now)} s ago`;
}

/** The first of those that are waited for by name, and how many there are. */
export function waitingDetail<T>(waiting: readonly T[], detailOf: (one: T) => Record<string, string | number>) {
  return { waiting: waiting.slice(0, MOST_NAMED).map(detailOf), count: waiting.length };
}

export function instanceDetail({ service, instance, revision, acknowledgedAt, onLeaseLoss }: InstanceFacts, now: Date) {
  return { service, instance, revision, secondsAgo: secondsSince(acknowledgedAt, now), onLeaseLoss };
}

function secondsSince(at: Date, now: Date): number {
  return Math.max(0, Math.round((now.getTime() - at.getTime()) / 1000));
}
