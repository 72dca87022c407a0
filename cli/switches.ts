import { parseSwitchKey, switchKey } from "../lib/core/stages/positions.ts";
import type { SwitchView } from "../lib/switches/schema/switch.ts";
import { EXIT } from "./exit.ts";
import { Failure } from "./failure.ts";
import { everyItem } from "./pages.ts";
import type { Place, Session } from "./session.ts";

/** What a command names: one switch, a module with its three, or everything. */
export type Target = { kind: "switch"; key: string } | { kind: "module"; module: string } | { kind: "all" };

/** `orders.data` is a switch, `orders` a module. */
export function targetOf(name: string | undefined): Target {
  if (name === undefined) return { kind: "all" };
  return parseSwitchKey(name) ? { kind: "switch", key: name } : { kind: "module", module: name };
}

export function isOf(target: Target, key: string): boolean {
  if (target.kind === "all") return true;
  return target.kind === "switch" ? key === target.key : parseSwitchKey(key)?.module === target.module;
}

export function switchPath({ path }: Place, key: string): string {
  return `${path}/switches/${encodeURIComponent(key)}`;
}

/** The switches a name stands for, at least one. Throws a Failure that lists what there is. */
export async function readSwitches(
  { console }: Session,
  place: Place,
  target: Target,
  patienceMs?: number,
): Promise<SwitchView[]> {
  if (target.kind === "switch") return [await console.get<SwitchView>(switchPath(place, target.key), patienceMs)];
  const of: Record<string, string> = target.kind === "module" ? { module: target.module } : {};
  const found = await everyItem<SwitchView>(console, `${place.path}/switches`, of, patienceMs);
  if (found.length > 0 || target.kind === "all") return found;
  const { items } = await console.get<{ items: { key: string }[] }>(`${place.projectPath}/modules`, patienceMs);
  const modules = items.map(({ key }) => key);
  const known = modules.length > 0 ? `There are ${modules.join(", ")}.` : "There is no module yet.";
  throw new Failure(
    EXIT.notFound,
    `${place.project} has no module ${target.module}.`,
    `${known} A switch is ${switchKey("<module>", "data")} or .call or .route.`,
  );
}
