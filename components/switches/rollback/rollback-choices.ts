import { useQuery } from "@tanstack/react-query";
import { useConsole } from "@/components/console/console-context.tsx";
import type { ModuleSwitches } from "@/components/switches/modules.ts";
import { toStanding } from "@/components/switches/words.ts";
import { type Axis, firstPosition, type Position } from "@/lib/core/stages/positions.ts";
import { settledFrom } from "@/lib/core/stages/restored.ts";
import { rollbackModule, rollbackSwitch, type Stored } from "@/lib/switches/queries/acts.ts";
import { switchHistoryQuery } from "@/lib/switches/queries/module.ts";
import type { Place } from "@/lib/switches/queries/place.ts";
import type { ChangeView } from "@/lib/switches/schema/change.ts";
import type { SwitchView } from "@/lib/switches/schema/switch.ts";
import { defaultPast, type Leg, legsOf, restoredOf, startOf } from "./rollback-plan.ts";

export type RollbackScope = { module: string; axis?: Axis; to?: Position };

/** One way back: what it would move, since when its state stood, and the call that does it. */
export type RollbackChoice = {
  id: "default" | "position" | "old";
  legs: Leg[];
  since: Date | null;
  minutes: number | null;
  call: (place: Place, key: string) => Promise<Stored>;
  /** What the same call looks like from a terminal: path below the environment, and body. */
  path: string;
  body: Record<string, string>;
};

/** The ways back that are open now, the default first. `loading` while the history is not known yet. */
export function useRollbackChoices(scope: RollbackScope, all: ModuleSwitches): { loading: boolean; choices: RollbackChoice[] } {
  const switches: ModuleSwitches = scope.axis ? { [scope.axis]: all[scope.axis] } : all;
  const histories = useHistories(switches);

  const past = defaultPast(switches, histories.byAxis);
  const key = scope.axis ? all[scope.axis]?.key : undefined;
  const callTo = (to: string | undefined) => ({
    call: (where: Place, idempotencyKey: string) =>
      key
        ? rollbackSwitch(where, key, to === undefined ? {} : { to }, idempotencyKey)
        : rollbackModule(where, scope.module, to === undefined ? {} : { to: "old" }, idempotencyKey),
    path: key ? `/switches/${key}/rollback` : `/modules/${scope.module}/rollback`,
    body: (to === undefined ? {} : { to }) as Record<string, string>,
  });

  const choices: RollbackChoice[] = [
    {
      id: "default",
      legs: past ? legsOf(switches, past.states) : [],
      since: past?.since ?? null,
      minutes: past ? Math.floor((past.until.getTime() - past.since.getTime()) / 60_000) : null,
      ...callTo(undefined),
    },
  ];
  const view = scope.axis && all[scope.axis];
  if (view) {
    const named = scope.to ?? toStanding(view).position;
    choices.push({
      id: "position",
      legs: legsOf(switches, { [view.axis]: settledFrom(restoredOf(view.axis, view), named) }),
      since: null,
      minutes: null,
      ...callTo(named),
    });
  }
  const first = view ? firstPosition(view.axis) : "old";
  choices.push({ id: "old", legs: legsOf(switches, startOf(switches)), since: null, minutes: null, ...callTo(first) });

  const open = choices.filter((choice) => choice.legs.length > 0 || (choice.id === "default" && histories.loading));
  return { loading: histories.loading, choices: withoutTwins(open) };
}

function useHistories(switches: ModuleSwitches): { loading: boolean; byAxis: Partial<Record<Axis, ChangeView[]>> } {
  const route = useHistory(switches.route);
  const call = useHistory(switches.call);
  const data = useHistory(switches.data);
  return {
    loading: [route, call, data].some(({ isLoading }) => isLoading),
    byAxis: { ...found("route", route.data), ...found("call", call.data), ...found("data", data.data) },
  };
}

function useHistory(view: SwitchView | undefined) {
  const { place } = useConsole();
  return useQuery({ ...switchHistoryQuery(place, view?.key ?? ""), enabled: view !== undefined });
}

function found(axis: Axis, history: ChangeView[] | undefined): Partial<Record<Axis, ChangeView[]>> {
  return history ? { [axis]: history } : {};
}

/** Two choices that move the same things are one: the earlier stays. */
function withoutTwins(choices: RollbackChoice[]): RollbackChoice[] {
  const seen = new Set<string>();
  return choices.filter((choice) => {
    const what = JSON.stringify(choice.legs.map(({ view, to }) => [view.key, to]));
    if (choice.legs.length > 0 && seen.has(what)) return false;
    seen.add(what);
    return true;
  });
}
