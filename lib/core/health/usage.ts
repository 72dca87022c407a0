import { type Axis, firstPosition } from "../stages/positions.ts";
import type { ModuleUse } from "./findings.ts";

/** `ahead`: rules send subjects to the next position, whatever the share. */
type Stands = { axis: Axis; position: string; share: number; ahead?: boolean | undefined; held: boolean };

/** What the switches of a module say of its use: somebody is on the new path once an axis has left its first position. */
export function usageOf(switches: readonly Stands[]): ModuleUse {
  return {
    newInUse: switches.some((one) => one.position !== firstPosition(one.axis) || one.share > 0 || one.ahead === true),
    held: switches.some(({ held }) => held),
  };
}
