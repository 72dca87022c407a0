import { shareText } from "../lib/core/text/share.ts";
import type { ChangeView, PlanStep, PlanView, SwitchView } from "../lib/switches/schema.ts";

/** The words for what the API answers. */

type Standing = { position: string; next: string | null; share: number };

/** `live`, or `shadow → live 20%` while some subjects are ahead. */
export function standingText({ position, next, share }: Standing): string {
  return next === null ? position : `${position} → ${next} ${shareText(share)}`;
}

export function marksOf({ held, paused, plans }: Pick<SwitchView, "held" | "paused" | "plans">): string {
  const underWay = plans.filter(({ state }) => state === "waiting").map(({ kind }) => PLANS[kind]);
  return [held ? "held" : "", paused ? "paused" : "", ...underWay].filter((mark) => mark !== "").join(", ");
}

const PLANS: Record<PlanView["kind"], string> = { rollback: "rolling back", "cut-over": "cutting over", schedule: "scheduled" };

export function inEffectText({ applied, of }: SwitchView["propagation"]): string {
  return of === 0 ? "–" : `${applied} of ${of}`;
}

/** `shadow → live 20%: orders.data` as one change is told: what, from where, by whom, why. */
export function changeText(change: ChangeView): string {
  const who = `${change.actor.name}${change.actor.kind === "user" ? "" : ` (${change.actor.kind})`}`;
  const why = change.reason ? `: ${change.reason}` : "";
  return `${change.switch} ${movedText(change)} by ${who}${why}`;
}

const ACTS: Partial<Record<ChangeView["act"], string>> = {
  hold: "held",
  release: "released",
  rules: "has new rules",
  pause: "paused",
  resume: "resumed",
};

function movedText({ act, from, to }: ChangeView): string {
  const stayed = from !== null && standingText(from) === standingText(to);
  if (stayed) return `${ACTS[act] ?? "changed"} at ${standingText(to)}`;
  const verb = { rollback: "rolled back", undo: "undone", restore: "restored" }[act as string] ?? "moved";
  return `${verb} to ${standingText(to)}${from ? ` from ${standingText(from)}` : ""}`;
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

/** `4 min`, in the largest unit that fits at least once. */
export function ageText(iso: string, now: number): string {
  const seconds = Math.max(0, Math.floor((now - Date.parse(iso)) / 1000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h`;
  return `${Math.floor(seconds / 86_400)} d`;
}

function two(number: number): string {
  return String(number).padStart(2, "0");
}
