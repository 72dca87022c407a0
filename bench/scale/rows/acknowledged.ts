import type { Acknowledged } from "../../programs/scale.ts";
import { ask } from "../ground.ts";
import { beside, figureOf, type ScaleRow } from "../row.ts";

/** Ten thousand instances say that they follow a change. */
export const acknowledged: ScaleRow = {
  name: "acknowledged",
  about: "What is stored when 10,000 instances acknowledge one change, and how soon.",
  run: async (ground) => {
    const measured = await beside(ground, (build) => ask<Acknowledged>(ground.lab, build, "acknowledge"));
    return [
      figureOf(measured, ({ milliseconds }) => milliseconds, {
        bench: "acknowledged",
        unit: "ms from the last word to the last stored",
        goal: "< 2,000 ms",
        holds: (value) => value < 2000,
      }),
      figureOf(measured, ({ statements }) => statements, {
        bench: "acknowledging",
        unit: "statements for 10,000 words",
        goal: "≤ 200",
        holds: (value) => value <= 200,
      }),
    ];
  },
};
