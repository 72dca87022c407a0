import { latestChange } from "@/components/switches/modules.ts";
import type { ModuleState } from "@/components/switches/use-module-health.ts";
import { AXES } from "@/lib/core/stages/positions.ts";
import type { Cell } from "@/lib/core/text/csv.ts";
import type { SwitchRow } from "@/lib/switches/schema/standings.ts";

const HEAD = ["module", "name", "domain", "owner", "health", ...AXES.flatMap((axis) => [axis, `${axis} next`, `${axis} %`])];

/** The board's rows; shares in percent. */
export function csvLines(states: readonly ModuleState[]): Cell[][] {
  return [
    [...HEAD, "held", "changed at", "changed by"],
    ...states.map(({ module, switches, health }): Cell[] => {
      const change = latestChange(switches);
      const held = AXES.some((axis) => switches[axis]?.held);
      return [
        ...[module.key, module.name, module.domain, module.owner, health.state],
        ...AXES.flatMap((axis) => standing(switches[axis])),
        ...[held, change?.at ?? null, change?.by ?? null],
      ];
    }),
  ];
}

function standing(row: SwitchRow | undefined): Cell[] {
  return row ? [row.position, row.next, row.next === null ? null : row.share / 1000] : [null, null, null];
}
