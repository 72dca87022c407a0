import { fewOf, MOST_NAMED } from "../../text/few.ts";
import type { Doubt, Facts } from "../facts.ts";
import { counts, type InstanceFacts, mayActOn } from "../instances.ts";
import { allWrite } from "../module.ts";
import type { Rule } from "../move.ts";
import type { Side, Stage } from "../positions.ts";
import { instanceDetail, nameOf } from "./barrier.ts";

/** Whether a store holds everything the other one does, apart from what the ledger lists. */
export function isCurrent(store: Side, { leftOut, reconciled }: Facts): boolean {
  const since = leftOut[store];
  if (since === null) return true;
  const last = reconciled[store];
  return last?.covered === true && last.revision > since;
}

/** Whether every operation that may be under way writes the store: only then does reconciling it make it current. */
export function isCovered(store: Side, { published, instances }: Pick<Facts, "published" | "instances">, now: Date): boolean {
  const acting = instances.filter((one) => counts(one, now)).flatMap((one) => mayActOn(one, published));
  return [...acting, ...published.slice(-1)].every(({ stages }) => allWrite(stages, store));
}

/** Who may still act on stages that leave the store out, so that no comparison makes it current. */
export function leaversOut(
  store: Side,
  { published, instances }: Pick<Facts, "published" | "instances">,
  now: Date,
): { instance: InstanceFacts; stages: Stage[] }[] {
  return instances.flatMap((instance) => {
    if (!counts(instance, now)) return [];
    const held = new Set(mayActOn(instance, published).flatMap(({ stages }) => stages));
    const stages = [...held].filter((stage) => !allWrite([stage], store));
    return stages.length > 0 ? [{ instance, stages }] : [];
  });
}

/** Doubts about any of the stores. */
function doubtsAbout(stores: readonly Side[], { doubts }: Facts): readonly Doubt[] {
  return doubts.filter((one) => one.stores.some((store) => stores.includes(store)));
}

/** A store becomes the authority only when it is current. */
export const currency: Rule = ({ gains, facts, now }) => {
  const [store] = gains.filter((side) => !isCurrent(side, facts));
  if (gains.length === 0) return null;
  const names = gains.join(" and ");
  const { waiting, words } = store ? uncoveredBy(store, facts, now) : NOBODY;
  return {
    rule: "currency",
    passed: store === undefined,
    overridable: true,
    message: store
      ? `The ${store} store is not known to be current: reconcile all keys after every instance writes to both stores.${words}`
      : `The ${names} store is current.`,
    detail: {
      store: names,
      reconciledAt: facts.reconciled[store ?? (gains[0] as Side)]?.finishedAt.toISOString() ?? null,
      waiting,
    },
  };
};

const NOBODY = { waiting: [], words: "" };

/** Why a comparison would not count, for whoever is told to make one. */
function uncoveredBy(store: Side, facts: Facts, now: Date) {
  const leavers = leaversOut(store, facts, now);
  if (leavers.length === 0) return NOBODY;
  const who = leavers.map(({ instance }) => nameOf(instance, now)).join("; ");
  return {
    waiting: leavers.map(({ instance, stages }) => ({ ...instanceDetail(instance, now), mayActOn: stages.join(", ") })),
    words: ` Until then no comparison counts: ${who} may still leave the ${store} store out.`,
  };
}

/**
 * A store becomes the authority, or decides alone which write is newer, only when no failed write to it is
 * outstanding: a later repair would put the failed write over what was acknowledged since.
 */
export const ledger: Rule = ({ relies, facts }) => {
  if (relies.length === 0) return null;
  const open = relies.reduce((sum, side) => sum + facts.ledger[side], 0);
  return {
    rule: "ledger",
    passed: open === 0,
    overridable: true,
    message:
      open === 0
        ? "No failed write is outstanding."
        : `${open} failed writes to the ${relies.join(" and ")} store wait to be repaired.`,
    detail: { open, store: relies.join(" and ") },
  };
};

/** While an instance ended without draining, the store that is relied on may lack what it wrote last. */
export const doubt: Rule = ({ relies, facts, now }) => {
  if (relies.length === 0) return null;
  const doubts = doubtsAbout(relies, facts);
  const store = relies.join(" and ");
  const [doubted] = relies.filter((side) => doubtsAbout([side], facts).length > 0);
  const { waiting, words } = doubted ? uncoveredBy(doubted, facts, now) : NOBODY;
  return {
    rule: "doubt",
    passed: doubts.length === 0,
    overridable: true,
    message:
      doubts.length === 0
        ? `No instance left the ${store} store in doubt.`
        : `${fewOf(doubts.map(({ instance, since }) => `${instance} ended without draining; keys written since ${since.toISOString()}`))} must be reconciled in the ${store} store first.${words}`,
    detail: {
      store,
      doubts: doubts
        .slice(0, MOST_NAMED)
        .map(({ service, instance, since }) => ({ service, instance, since: since.toISOString() })),
      count: doubts.length,
      waiting,
    },
  };
};

/** Entering complete ends the old store's writes: everything must be in the new one, for certain. */
export const evidence: Rule = ({ stages, facts, now }) => {
  if (!stages.after.includes("complete") || stages.before.includes("complete")) return null;
  const current = isCurrent("new", facts);
  const doubts = doubtsAbout(["new"], facts).length;
  const certain = current && facts.ledger.new === 0 && doubts === 0;
  const { waiting, words } = current && doubts === 0 ? NOBODY : uncoveredBy("new", facts, now);
  return {
    rule: "evidence",
    passed: certain,
    overridable: true,
    message: certain
      ? "The new store was reconciled and nothing is in doubt."
      : `From here on the old store misses writes. ${current ? "Failed writes or doubts are outstanding" : "The new store was not reconciled"}.${words}`,
    detail: {
      reconciledAt: facts.reconciled.new?.finishedAt.toISOString() ?? null,
      open: facts.ledger.new,
      doubts,
      waiting,
    },
  };
};

/** The old store lacks what was written since complete was entered: there is no way back in one key. */
export const noReturn: Rule = ({ command, stages, facts }) => {
  if (command.act !== "rollback" || command.switch !== "data" || !stages.before.includes("complete")) return null;
  return {
    rule: "no-return",
    passed: false,
    overridable: false,
    message:
      "The old store has missed writes since complete was entered. Reopen dual-write first (move data to rampdown), then reconcile the old store.",
    detail: { since: facts.leftOut.old },
  };
};
