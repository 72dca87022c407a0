import { coexist, planOf, type Stage } from "../stages/positions.ts";
import type { Model } from "./model.ts";
import type { Scene } from "./scene.ts";
import { nameOf, storeNames, valueNamed } from "./step.ts";
import { NEW, OLD, type World } from "./world.ts";

export const KINDS = ["lost", "back", "apart"] as const;
export type Kind = (typeof KINDS)[number];

/** What is looked for in a scene: the order of reads only where it is promised. */
export function kindsOf({ ordered }: Scene): readonly Kind[] {
  return ordered ? KINDS : ["lost", "apart"];
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
