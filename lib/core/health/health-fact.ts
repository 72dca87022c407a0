import type { Facts } from "../stages/facts.ts";
import { type ModuleState, sendsAhead } from "../stages/module.ts";
import type { ModuleFigures } from "./findings.ts";
import { healthText } from "./health-text.ts";
import { moduleHealth } from "./module-health.ts";
import { usageOf } from "./usage.ts";

/** What moves are told of a module's health. A hold is a rule of its own. */
export function healthOf(summary: ModuleFigures | null, state: ModuleState, now: Date): Facts["health"] {
  const { newInUse } = usageOf(Object.values(state).map((one) => ({ ...one, ahead: sendsAhead(one.rules) })));
  const health = moduleHealth(summary, { newInUse, held: false }, now.getTime() / 1000);
  return { state: health.state, sentence: healthText(health) };
}
