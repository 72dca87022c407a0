import { allWrite } from "../stages/module.ts";
import { coexist, planOf, type Stage } from "../stages/positions.ts";
import { misjudgedIn } from "./misjudged.ts";
import type { Model } from "./model.ts";
import type { Scene } from "./scene.ts";
import { nameOf, storeNames, valueNamed } from "./step.ts";
import { type Instance, NEW, OLD, type World } from "./world.ts";

export const KINDS = ["lost", "back", "apart", "parted"] as const;
export type Kind = (typeof KINDS)[number] | "misjudged";

/** What is looked for in a scene: the order of reads, and that the stores come together, only where it is promised. */
export function kindsOf({ ordered, overtime }: Scene): readonly Kind[] {
  return KINDS.filter((kind) => (kind !== "back" || ordered) && (kind !== "parted" || !overtime));
}

export type Violation = { kind: Kind; words: string };

/** What must not be possible in a world: every read that could be made now is looked at. */
export function violationOf(model: Model, world: World, kinds: readonly Kind[]): Violation | null {
  const acting: { stage: Stage; index: number }[] = [];
  for (const [index, one] of world.instances.entries()) {
    if (one.life !== "up" || one.fenced) continue;
    for (const stage of model.at(world, one.applied).acting) {
      acting.push({ stage, index });
      const store = planOf(stage).returned === "old" ? OLD : NEW;
      const { write } = world.cells[store];
      const reads = `${nameOf(index)} reads at ${stage}: the ${storeNames[store]} store returns ${valueNamed(write)}`;
      if (world.stale & (1 << write) && kinds.includes("lost"))
        return { kind: "lost", words: `${reads}. What was acknowledged after it is missing.` };
      if (world.overtaken & (1 << write) && kinds.includes("back"))
        return { kind: "back", words: `${reads}, older than what was read before.` };
    }
  }
  if (kinds.includes("parted")) {
    const words = partedIn(model, world);
    if (words) return { kind: "parted", words };
  }
  if (kinds.includes("misjudged")) {
    const words = misjudgedIn(model, world);
    if (words) return { kind: "misjudged", words };
  }
  if (!kinds.includes("apart")) return null;
  for (const one of acting) {
    const other = acting.find(({ stage }) => !coexist(stage, one.stage));
    if (other)
      return {
        kind: "apart",
        words: `${nameOf(one.index)} acts at ${one.stage} while ${nameOf(other.index)} acts at ${other.stage}.`,
      };
  }
  return null;
}

/** That the stores differ while both are written and there is nothing left that would bring them together. */
function partedIn(model: Model, world: World): string | null {
  const { cells, ledger, doubt, current, job, restored, instances, past } = world;
  if (cells[OLD].write === cells[NEW].write || job || restored >= 0) return null;
  if (ledger.some(Boolean) || doubt.some(Boolean) || !current.every(Boolean) || instances.some(isBusy)) return null;
  const revisions = [past.length - 1, ...instances.map(({ applied }) => applied)].filter((revision) => revision >= 0);
  const stages = revisions.flatMap((revision) => model.at(world, revision).acting);
  if (!allWrite(stages, "old") || !allWrite(stages, "new")) return null;
  const held = ([OLD, NEW] as const).map((store) => `the ${storeNames[store]} store holds ${valueNamed(cells[store].write)}`);
  return `Nothing is under way, failed or in doubt, and ${held.join(", ")}. They stay different.`;
}

/** It has something under way or untold, or the control plane does not know yet how it ended. */
function isBusy({ life, cold, known, operations, late, owes }: Instance): boolean {
  const untold = (life !== "up" && known >= 0) || cold;
  return untold || operations.length > 0 || late.length > 0 || owes[OLD] || owes[NEW];
}
