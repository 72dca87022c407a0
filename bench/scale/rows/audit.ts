import type { Searched } from "../../programs/scale.ts";
import { ask } from "../ground.ts";
import { beside, figureOf, type ScaleRow } from "../row.ts";

/** The first page of every filter among all events of the log. */
export const audit: ScaleRow = {
  name: "audit",
  about: "The first page of each filter of the audit log.",
  run: async (ground) => {
    const measured = await beside(ground, (build) => ask<Searched>(ground.lab, build, "search"));
    return Object.keys(measured.now).map((name) =>
      figureOf(measured, (searched) => searched[name] ?? Number.NaN, {
        bench: `audit, ${name}`,
        unit: "ms, 95th percentile",
        goal: "< 100 ms",
        holds: (value) => value < 100,
      }),
    );
  },
};
