import { fewOf } from "../../text/few.ts";
import { counts, mayActOn, type PublishedState } from "../instances.ts";
import { returnedFrom } from "../module.ts";
import type { Move, Rule } from "../move.ts";
import { instanceDetail, nameOf, waitingDetail } from "./barrier.ts";

/** The authority changes only where every write in flight must reach both stores before its caller succeeds. */
export const secondaryWrites: Rule = (move) => {
  if (move.gains.length === 0) return null;
  const lax = (state: PublishedState) => state.secondaryWrites !== "required";
  const waiting = instancesOn(move, lax);
  const stored = move.from.secondaryWrites === "required" && move.to.secondaryWrites === "required";
  return {
    rule: "secondary-writes",
    passed: stored && waiting.length === 0,
    overridable: false,
    message: !stored
      ? "Secondary writes are best-effort. Set them to required, wait until that is in effect, then change the authority."
      : waiting.length > 0
        ? `Secondary writes are required, but not yet in effect on ${fewOf(waiting.map((one) => nameOf(one, move.now)))}.`
        : "Every write reaches both stores before it succeeds.",
    detail: { stored: move.from.secondaryWrites, ...waitingDetail(waiting, (one) => instanceDetail(one, move.now)) },
  };
};

/** Secondary writes are relaxed only while nobody can act on two authorities. */
export const relaxation: Rule = (move) => {
  const { from, to, stages, now } = move;
  if (!(from.secondaryWrites === "required" && to.secondaryWrites === "best-effort")) return null;
  const split = returnedFrom(stages.after).length > 1;
  const waiting = instancesOn(move, (state) => returnedFrom([...state.stages, ...stages.after]).length > 1);
  return {
    rule: "relaxation",
    passed: !split && waiting.length === 0,
    overridable: false,
    message: split
      ? "Some subjects read from the old store and some from the new; secondary writes stay required until the move has settled."
      : waiting.length > 0
        ? `Secondary writes stay required until the move is in effect on ${fewOf(waiting.map((one) => nameOf(one, now)))}.`
        : "Everybody reads from the same store.",
    detail: waitingDetail(waiting, (one) => instanceDetail(one, now)),
  };
};

function instancesOn({ facts, now }: Move, matches: (state: PublishedState) => boolean) {
  return facts.instances.filter((one) => counts(one, now) && mayActOn(one, facts.published).some(matches));
}
