import { fewOf } from "../text/few.ts";
import type { Facts } from "./facts.ts";
import type { InstanceFacts, PublishedState } from "./instances.ts";
import { type ModuleState, returnedFrom, stagesOf } from "./module.ts";
import { type Gate, moveOf } from "./move.ts";
import { coexist } from "./positions.ts";
import { instanceDetail, waitingDetail } from "./rules/barrier.ts";
import { currency, doubt, ledger } from "./rules/currency.ts";

/** What an instance acts on, of one module, after the control plane was restored from an older copy. */
export type Acting = { instance: InstanceFacts; states: readonly PublishedState[] };

/** Whether everybody may go over to `target` from what they act on, while some already have and others not yet. */
export function together(target: PublishedState, acting: readonly Acting[], now: Date): Gate[] {
  const apart = acting.flatMap(({ instance, states }) => {
    const clash = states.flatMap(({ stages }) => stages).find((held) => target.stages.some((one) => !coexist(held, one)));
    return clash ? [{ instance, clash }] : [];
  });
  const all = [target, ...acting.flatMap(({ states }) => states)];
  const split = returnedFrom(all.flatMap(({ stages }) => stages)).length > 1;
  const lax = split ? acting.filter(({ states }) => states.some(isLax)) : [];
  const bare = split && isLax(target);
  return [
    {
      rule: "barrier",
      passed: apart.length === 0,
      overridable: false,
      message:
        apart.length === 0
          ? "Every instance acts on stages that go with it."
          : `${fewOf(apart.map(({ instance, clash }) => `${instance.instance} acts on ${clash}`))}, which does not go with ${target.stages.join(" and ")}. Stop or write off what acts on it.`,
      detail: waitingDetail(apart, ({ instance, clash }) => ({ ...instanceDetail(instance, now), mayActOn: clash })),
    },
    {
      rule: "secondary-writes",
      passed: !bare && lax.length === 0,
      overridable: false,
      message:
        !bare && lax.length === 0
          ? "Everybody returns from one store, or every write reaches both before it succeeds."
          : `Some would read from the old store and some from the new, while secondary writes are best-effort ${
              bare
                ? "there"
                : `at ${fewOf(
                    lax.map(({ instance }) => instance.instance),
                    ", ",
                  )}`
            }.`,
      detail: waitingDetail(lax, ({ instance }) => instanceDetail(instance, now)),
    },
  ];
}

/**
 * Whether the restored state may be kept although some act on another: the stores it returns from must lack nothing,
 * since nobody knows what the lost history did to them.
 */
export function keeping(state: ModuleState, target: PublishedState, acting: readonly Acting[], facts: Facts, now: Date): Gate[] {
  const { data } = state;
  if (!data) return together(target, acting, now);
  const command = { switch: "data", target: data.position, share: 0, act: "change" } as const;
  const relies = returnedFrom(stagesOf(state));
  const move = { ...moveOf(command, state, data, "none", facts, now), gains: relies, relies };
  return [
    ...together(target, acting, now),
    ...[currency, ledger, doubt].map((rule) => rule(move)).filter((gate) => gate !== null),
  ];
}

function isLax({ secondaryWrites }: PublishedState): boolean {
  return secondaryWrites !== "required";
}
