import { leaveOut } from "./left-out.ts";
import type { Machine, Outcome } from "./run.ts";

/**
 * Where a rule is missed soonest: seeds of this temper end in a promise of this kind broken when it is left out. Rules
 * that are not here are policy: without them people are stopped less, and nothing is lost.
 */
export const PROOFS: readonly { rule: string; temper: string; kind: string }[] = [
  { rule: "lineage", temper: "restored around a silent instance", kind: "admission" },
  { rule: "across-axes", temper: "call goes back", kind: "lost write" },
  { rule: "barrier", temper: "silent instances", kind: "admission" },
  { rule: "drained", temper: "hurried pauses", kind: "read back in time" },
  { rule: "secondary-writes", temper: "best-effort cut-overs", kind: "lost write" },
  { rule: "relaxation", temper: "relaxed too early", kind: "lost write" },
  { rule: "currency", temper: "nothing copied", kind: "lost write" },
  { rule: "ledger", temper: "nothing repaired", kind: "lost write" },
  { rule: "doubt", temper: "doubt and jobs", kind: "lost write" },
  { rule: "row locks", temper: "two moves at once", kind: "surprise" },
  { rule: "file marks", temper: "old state files", kind: "lost write" },
];

const MOST_SEEDS = 10;
const STEPS = 2500;

/** `kept`: with the rule in place, the same seed ends clean. */
export type Proof = { rule: string; temper: string; kind: string; seed: number | null; kept: boolean };

/** Leaves out one rule after the other, and says by which seed each is missed. */
export async function prove(machine: Machine, tell: (proof: Proof, outcome: Outcome | null) => void): Promise<Proof[]> {
  const [{ play }, { sceneOf }, { TEMPERS }] = await Promise.all([
    import("./run.ts"),
    import("./plan.ts"),
    import("./tempers.ts"),
  ]);
  const proofs: Proof[] = [];
  for (const { rule, temper, kind } of PROOFS) {
    let found: Outcome | null = null;
    const putBack = await leaveOut(rule, machine);
    for (let seed = 1; seed <= MOST_SEEDS && !found; seed += 1) {
      const outcome = await play(machine, sceneOf(seed, TEMPERS[temper]), STEPS, [kind]);
      if (outcome.verdict) found = outcome;
    }
    putBack();
    const kept = found && (await play(machine, sceneOf(found.seed, TEMPERS[temper]), STEPS));
    const proof = { rule, temper, kind, seed: found?.seed ?? null, kept: kept !== null && kept.verdict === null };
    tell(proof, found);
    proofs.push(proof);
  }
  return proofs;
}
