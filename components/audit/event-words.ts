"use client";

import { useTranslations } from "next-intl";
import { useSwitchWords } from "@/components/switches/words.ts";
import { useFormat } from "@/components/ui/use-format.ts";
import type { AuditEventView } from "@/lib/audit/schema.ts";
import type { Rule } from "@/lib/core/evaluation/snapshot.ts";
import { wayOf } from "@/lib/core/stages/course.ts";
import { AXES, type Axis, indexOf, type Position, parseSwitchKey } from "@/lib/core/stages/positions.ts";
import type { Placing } from "@/lib/core/stages/subjects.ts";
import { type FieldChange, fieldChanges, standingIn } from "./field-changes.ts";

const SHARES = ["share", "checkRatio", "stepLimit"];
/** Of switches: the act itself says whether one is held, and every act raises the version. */
const TOLD_BY_THE_ACT = ["held", "version"];
const POSITIONS = ["position", "next", "target", "to"];

/** Which stored value tells a reader what an event without a readable key was about. */
const TELLS: Record<string, string> = { window: "reason", proposal: "switch", job: "module", plan: "module" };

/** An audit event in the reader's words. The log stores codes and values; what is not known here stays as stored. */
export function useEventWords() {
  const t = useTranslations("audit");
  const words = useSwitchWords();
  const format = useFormat();

  const act = ({ act: code }: AuditEventView) => {
    const [noun = "", verb = ""] = code.split(".");
    return t.has(`act.${noun}.${verb}`) ? t(`act.${noun}.${verb}`) : code;
  };
  const target = (event: AuditEventView) => {
    const { kind, key, name } = event.target;
    if (kind === "risk") return `R-${key.padStart(2, "0")}`;
    if (kind === "event") return t("eventNamed", { sequence: key, name: name ?? "" });
    const told = event.after?.[TELLS[kind] ?? ""] ?? event.before?.[TELLS[kind] ?? ""];
    if (typeof told === "string") return told;
    const parts = kind === "switch" ? parseSwitchKey(key) : null;
    if (parts) return `${parts.module} ${words.axis(parts.axis)}`;
    return name ?? key;
  };
  const field = (name: string) => (t.has(`field.${name}`) ? t(`field.${name}`) : name);
  const value = (name: string, raw: unknown): string => {
    if (SHARES.includes(name) && typeof raw === "number") return format.share(raw);
    if (POSITIONS.includes(name) && typeof raw === "string" && isPosition(raw)) return words.stage(raw);
    if (raw === null || raw === undefined || raw === "") return "–";
    if (typeof raw === "boolean") return t(raw ? "yes" : "no");
    if (typeof raw === "string" && /^\d{4}-\d{2}-\d{2}$/.test(raw)) return format.calendarDate(raw);
    if (typeof raw === "string" && /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/.test(raw)) return format.exact(raw);
    if (name === "secondaryWrites" && typeof raw === "string") return t(`writes.${raw as "required"}`);
    if (Array.isArray(raw)) return format.clauses(raw.map((item) => value(name, item))) || "–";
    if (typeof raw === "object") return parts(raw as Record<string, unknown>);
    return typeof raw === "string" || typeof raw === "number" ? String(raw) : JSON.stringify(raw);
  };
  /** A rule's sentence, or each part of a value with its name. */
  const parts = (raw: Record<string, unknown>): string =>
    typeof raw.message === "string"
      ? raw.message
      : format.clauses(Object.entries(raw).map(([name, inner]) => t("part", { field: field(name), value: value(name, inner) })));
  const one = ({ name, before, after }: FieldChange) =>
    t("changed", { field: field(name), before: value(name, before), after: value(name, after) });

  /** What changed, short enough for one line. */
  const summary = (event: AuditEventView): string => {
    const [before, after] = [standingIn(event.before), standingIn(event.after)];
    if (event.target.kind === "switch" && before && after) {
      const moved = before.position !== after.position || before.next !== after.next || before.share !== after.share;
      if (moved) return words.move(before, after);
    }
    if (!event.before || !event.after) return "";
    const changes = fieldChanges(event).filter(({ name }) => !TOLD_BY_THE_ACT.includes(name));
    const shown = format.clauses(changes.slice(0, 2).map(one));
    return changes.length > 2 ? t("andMore", { shown, count: changes.length - 2 }) : shown;
  };
  return { act, target, field, value, summary };
}

function isPosition(text: string): boolean {
  return AXES.some((axis) => indexOf(axis, text) >= 0);
}

/** The way a switch event went; null for other events. */
export function directionIn(event: AuditEventView): "forward" | "back" | "hold" | null {
  const parts = event.target.kind === "switch" ? parseSwitchKey(event.target.key) : null;
  const [before, after] = [standingIn(event.before), standingIn(event.after)];
  if (!parts || !before || !after) return null;
  const direction = wayOf(placingOf(parts.axis, before, event.before ?? {}), placingOf(parts.axis, after, event.after ?? {}));
  return direction === "none" ? "hold" : direction;
}

/** An event names rules where they changed; those that did not move nobody. */
function placingOf(axis: Axis, { position, next, share }: Stored, { rules }: Record<string, unknown>): Placing {
  const place = { position: position as Position, next: next as Position | null, share };
  return { axis, ...place, rules: Array.isArray(rules) ? (rules as Rule[]) : [] };
}

type Stored = { position: string; next: string | null; share: number };
