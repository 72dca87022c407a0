import { listOf, type ModuleSwitches } from "@/components/switches/modules.ts";
import { defaultPast, type Leg, legsOf, startOf, stateBefore } from "@/components/switches/rollback/rollback-plan.ts";
import type { Axis } from "@/lib/core/stages/positions.ts";
import type { ChangeView } from "@/lib/switches/schema/change.ts";
import type { GateView } from "@/lib/switches/schema/fields.ts";

/** One way back on the sheet. `to` is what the form sends; empty for the target the server finds itself. */
export type Choice = {
  id: "default" | "version" | "old";
  to: string;
  legs: Leg[];
  since: number | null;
  minutes: number | null;
};

/** Where the sheet's form goes, below the environment, and what it offers: the default first. */
export type Offer = { path: string; choices: Choice[] };

type Histories = Partial<Record<Axis, ChangeView[]>>;

/** The ways back of a whole module: the last state that held, and straight to old; either first. */
export function moduleOffer(module: string, switches: ModuleSwitches, histories: Histories, straightFirst = false): Offer {
  const past = defaultPast(switches, histories);
  const usual: Choice = {
    id: "default",
    to: "",
    legs: past ? legsOf(switches, past.states) : [],
    since: past?.since.getTime() ?? null,
    minutes: past ? Math.floor((past.until.getTime() - past.since.getTime()) / 60_000) : null,
  };
  const straight: Choice = { id: "old", to: "old", legs: legsOf(switches, startOf(switches)), since: null, minutes: null };
  const open = [usual, straight].filter(({ legs }) => legs.length > 0);
  const same = open.length === 2 && sameLegs(usual, straight);
  const ordered = straightFirst ? open.toReversed() : open;
  return { path: `/modules/${module}/rollback`, choices: same ? [usual] : ordered };
}

/** The one way back from a change: its switch as it was before. Null when it is not beyond that any more. */
export function changeOffer(switches: ModuleSwitches, change: ChangeView): Offer | null {
  const target = stateBefore(change);
  const legs = target ? legsOf(switches, target) : [];
  if (legs.length === 0) return null;
  const choice: Choice = { id: "version", to: String(change.version - 1), legs, since: null, minutes: null };
  return { path: `/switches/${change.switch}/rollback`, choices: [choice] };
}

function sameLegs(a: Choice, b: Choice): boolean {
  const what = ({ legs }: Choice) => JSON.stringify(legs.map(({ view, to }) => [view.key, to]));
  return what(a) === what(b);
}

/** What stands against the first step now. It is stored the moment these hold; the server decides. */
export function waitsFor({ legs }: Choice): GateView[] {
  const [leg] = legs;
  const [step] = leg?.steps ?? [];
  if (!leg || !step) return [];
  const move = leg.view.moves.find(({ target, direction }) => target === step.position && direction === "back");
  return (move?.gates ?? []).filter(({ passed }) => !passed);
}

/** Changes with every version, so that a page can tell that it shows something older. */
export function standOf(switches: ModuleSwitches): string {
  return listOf(switches)
    .map(({ key, version, plans }) => `${key}@${version}+${plans.map(({ id, done }) => `${id}.${done}`).join()}`)
    .join(" ");
}
