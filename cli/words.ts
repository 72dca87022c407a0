import type { Condition } from "../lib/core/evaluation/snapshot.ts";
import { besides } from "../lib/core/stages/restored.ts";
import { FULL_SHARE } from "../lib/core/stages/state.ts";
import { shareText } from "../lib/core/text/share.ts";
import type { PlanStep } from "../lib/plans/schema.ts";
import type { ChangeView } from "../lib/switches/schema/change.ts";
import type { Preview } from "../lib/switches/schema/outcome.ts";
import type { SwitchView } from "../lib/switches/schema/switch.ts";

/** The words for what the API answers. */

type Whole = Pick<SwitchView, "rules" | "secondaryWrites" | "checkRatio">;
type Standing = { position: string; next: string | null; share: number };

/** `live`, `live 20%` while the rest is still at the position before, or `live 100% of all others` while rules keep some there. */
export function standingText({ position, next, share }: Standing): string {
  if (next === null) return position;
  return `${next} ${shareText(share)}${share === FULL_SHARE ? " of all others" : ""}`;
}

/** `“old apps” (appVersion < 6.2.0): old → new` */
export function movedText({ rule, from, to }: Preview["moved"][number]): string {
  const whom = rule ? `“${rule.name}” (${rule.conditions.map(conditionText).join(" and ")})` : "whom the share tells";
  return `${whom}: ${from} → ${to}`;
}

/** `rules.0.conditions.1.value: begins or ends with a blank` */
export function warningText({ path, message }: Preview["warnings"][number]): string {
  return `${path}: ${message}`;
}

const MOST_VALUES = 5;

function conditionText(condition: Condition): string {
  const { attribute } = condition;
  switch (condition.operator) {
    case "equals":
      return `${attribute} is ${JSON.stringify(condition.value)}`;
    case "prefix":
      return `${attribute} begins with ${JSON.stringify(condition.value)}`;
    case "in": {
      const more = condition.values.length - MOST_VALUES;
      const shown = condition.values.slice(0, MOST_VALUES).map((value) => JSON.stringify(value));
      return `${attribute} is one of ${shown.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
    }
    default: {
      const { min, max } = condition;
      const bounds = [min === undefined ? [] : `≥ ${min}`, max === undefined ? [] : `< ${max}`].flat();
      return `${attribute} ${bounds.join(" and ") || "can be read"}`;
    }
  }
}

export function marksOf({ held, paused }: Pick<SwitchView, "held" | "paused">): string {
  return [held ? "held" : "", paused ? "paused" : ""].filter((mark) => mark !== "").join(", ");
}

export function inEffectText({ applied, of }: SwitchView["propagation"]): string {
  return of === 0 ? "–" : `${applied} of ${of}`;
}

/** `moved from shadow to live 20% by Wei: the canary was quiet` */
export function changeText(change: ChangeView): string {
  const who = `${change.actor.name}${change.actor.kind === "user" ? "" : ` (${change.actor.kind})`}`;
  const why = change.reason ? `: ${change.reason}` : "";
  return `${wayText(change)} by ${who}${why}`;
}

const STAYED: Partial<Record<ChangeView["act"], string>> = {
  created: "created",
  hold: "held",
  release: "released",
  rules: "given new rules",
  pause: "paused",
  resume: "resumed",
};
const MOVED: Partial<Record<ChangeView["act"], string>> = { rollback: "rolled back", undo: "undone", restore: "restored" };

function wayText({ act, from, to }: ChangeView): string {
  const there = standingText(to);
  if (from === null || standingText(from) === there) return `${STAYED[act] ?? "changed"} at ${there}`;
  return `${MOVED[act] ?? "moved"} from ${standingText(from)} to ${there}`;
}

/** Sentences for what changes with a rollback besides the share: each rule by its name, and the policy. */
export function besideTexts(from: Whole, to: Whole): string[] {
  const { gone, came, reordered, secondaryWrites, checkRatio } = besides(from, to);
  return [
    ...gone.map(
      ({ name, result }) =>
        `rule “${name}” goes, ${result === "next" ? "and sends nobody ahead any more" : "which keeps subjects back"}`,
    ),
    ...came.map(
      ({ name, result }) =>
        `rule “${name}” comes back, ${result === "next" ? "which sends subjects ahead" : "and keeps subjects back"}`,
    ),
    ...(reordered ? ["the rules stand in the order they had"] : []),
    ...(secondaryWrites ? [`secondary writes are ${secondaryWrites} again`] : []),
    ...(checkRatio === null ? [] : [`${shareText(checkRatio)} of reads are compared again`]),
  ];
}

export function stepText({ switch: key, to }: PlanStep): string {
  return `${key} to ${standingText(to)}`;
}

/** `03:12:45` of the reader's own clock. */
export function clockText(iso: string): string {
  const at = new Date(iso);
  return [at.getHours(), at.getMinutes(), at.getSeconds()].map(two).join(":");
}

/** `2026-11-21 03:12:45`, by the reader's own clock. */
export function timeText(iso: string): string {
  const at = new Date(iso);
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${clockText(iso)}`;
}

/** No line is broken between a number and its unit. */
const SPACE = "\u00a0";

/** `4 min`, in the largest unit that fits at least once. */
export function ageText(iso: string, now: number): string {
  const seconds = Math.max(0, Math.floor((now - Date.parse(iso)) / 1000));
  if (seconds < 60) return `${seconds}${SPACE}s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)}${SPACE}min`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)}${SPACE}h`;
  return `${Math.floor(seconds / 86_400)}${SPACE}d`;
}

function two(number: number): string {
  return String(number).padStart(2, "0");
}
