import { parseSwitchKey } from "../../core/stages/positions.ts";
import { USUAL, USUAL_CHANGE, USUAL_FROM } from "../../core/stages/usual.ts";
import type { BriefRow } from "../schema/brief.ts";
import type { SwitchRow } from "../schema/standings.ts";

/** A row of a brief list with all that it left out. */
export function wholeRow({ change, ...brief }: BriefRow): SwitchRow {
  const parts = parseSwitchKey(brief.key);
  if (!parts) throw new Error(`switch key without an axis: ${brief.key}`);
  const told = change && { ...USUAL_CHANGE, ...change, from: change.from && { ...USUAL_FROM, ...change.from } };
  return { ...USUAL, ...parts, ...brief, change: told ?? null };
}
