import { pick, type Random } from "./random.ts";

export type Step = { axis: "route" | "call" | "data"; target: string; share: number; cutOver: "mixed" | "pause" };

const FULL = 100_000;
/** Presets of the share control, in percent; the last always settles. */
const RAMPS = [[100], [10, 100], [5, 25, 100], [1, 50, 100], [50, 100]];
const ORDERS = [
  ["route", "call", "data"],
  ["call", "route", "data"],
  ["data", "route", "call"],
  ["call", "data", "route"],
] as const;
const STAGES = ["dualwrite", "shadow", "live", "rampdown", "complete"];
const BACK = ["shadow", "dualwrite", "off"];

/** Every step forward up to the stage, in an order of the seed's choosing; what is in the wrong order the engine refuses. */
export function forward(random: Random, last: "live" | "complete"): Step[] {
  const stages = STAGES.slice(0, STAGES.indexOf(last) + 1);
  return pick(random, ORDERS).flatMap((axis) =>
    axis === "data" ? stages.flatMap((stage) => ramp(random, axis, stage, stage === "live")) : ramp(random, axis, "new"),
  );
}

/** From `live` back to `off`, then the other switches. */
export function back(random: Random): Step[] {
  return [
    ...BACK.flatMap((stage) => ramp(random, "data", stage, stage === "shadow")),
    ...ramp(random, "call", "old"),
    ...ramp(random, "route", "old"),
  ];
}

function ramp(random: Random, axis: Step["axis"], target: string, changesAuthority = false): Step[] {
  const cutOver = changesAuthority && random() < 0.3 ? "pause" : "mixed";
  return pick(random, RAMPS).map((percent) => ({ axis, target, share: (percent / 100) * FULL, cutOver }));
}
