import { useTranslations } from "next-intl";
import { useMemo } from "react";
import { useFormat } from "@/components/ui/use-format.ts";
import type { Refusal } from "@/lib/core/stages/propose.ts";
import { useSwitchWords } from "./words.ts";

/** Rules whose sentences are in the messages, under the rule's name. */
const KNOWN = [
  "position",
  "share",
  "adjacent",
  "pinned",
  "unchanged",
  "direction",
  "held",
  "switch",
  "lineage",
  "no-return",
  "across-axes",
  "barrier",
  "drained",
  "secondary-writes",
  "relaxation",
  "currency",
  "ledger",
  "doubt",
  "evidence",
  "archived",
  "freeze",
  "approval",
  "in-progress",
  "health",
  "reason",
  "confirm",
  "override",
  "back",
  "nothing-behind",
  "not-yours",
  "nothing-to-undo",
  "twice",
  "version",
  "at",
  "cut-over",
  "ended",
  "not-forward",
  "second-person",
  "lease-running",
  "overtaken",
  "maker",
] as const;
export type KnownRule = (typeof KNOWN)[number];

export function isKnownRule(rule: string): rule is KnownRule {
  return KNOWN.includes(rule as KnownRule);
}

type Listed = Record<string, string | number | boolean | null>;

type Said = {
  t: ReturnType<typeof useTranslations<"switches">>;
  tWords: ReturnType<typeof useTranslations<"words">>;
  words: ReturnType<typeof useSwitchWords>;
  format: ReturnType<typeof useFormat>;
};

/** A refusal in the reader's language; rules this page does not know keep the server's sentence. */
export function useRefusalWords(): (refusal: Refusal) => string {
  const t = useTranslations("switches");
  const tWords = useTranslations("words");
  const words = useSwitchWords();
  const format = useFormat();
  return useMemo(() => refusalWords({ t, tWords, words, format }), [t, tWords, words, format]);
}

/** The same where the words of the reader's language are at hand already. */
export function refusalWords({ t, tWords, words, format }: Said): (refusal: Refusal) => string {
  /** "order-api-7 (last acknowledged revision 41, 48 s ago; holds)" */
  const instance = ({ instance: name, revision, secondsAgo, onLeaseLoss }: Listed) =>
    t("refusal.instance", {
      name: String(name),
      revision: String(revision),
      age: format.age(0, Number(secondsAgo) * 1000),
      kind: onLeaseLoss === "fence" ? t("refusal.fences") : t("refusal.holds"),
    });
  const doubted = ({ instance: name, since }: Listed) =>
    t("refusal.since", { name: String(name), time: format.time(String(since)) });
  const list = (value: unknown, say: (item: Listed) => string) =>
    Array.isArray(value) ? format.list((value as Listed[]).map(say)) : "";
  /** The few that are named, and how many more there are. */
  const few = (value: unknown, count: unknown, say: (item: Listed) => string) => {
    const named = Array.isArray(value) ? (value as Listed[]).map(say) : [];
    return format.list(named, named.length, Number(count ?? 0));
  };
  const stages = (value: unknown) => {
    const names = String(value ?? "").split(", ");
    return format.list(names.filter(Boolean).map((name) => words.stage(name)));
  };
  const store = (value: unknown) => (value === "new" || value === "old" ? tWords(`path.${value}`) : t("refusal.both"));
  const when = (value: unknown) => (typeof value === "string" ? format.dayTime(value) : "–");

  /** What the sentence of a rule names, from the facts the rule gave. */
  const values = ({ rule, detail }: Refusal): Record<string, string | number> => {
    const waiting = Array.isArray(detail.waiting) ? detail.waiting : [];
    switch (rule) {
      case "adjacent":
        return { position: words.stage(String(detail.position)), target: words.stage(String(detail.target)) };
      case "pinned":
        return {
          ...{ position: words.stage(String(detail.position)), next: words.stage(String(detail.next)) },
          ...{
            count: Array.isArray(detail.rules) ? detail.rules.length : 0,
            rules: list(detail.rules, ({ name }) => `“${name}”`),
          },
        };
      case "across-axes":
        return { stages: stages(detail.stages) };
      case "barrier":
        return { who: few(waiting, detail.count, instance), stage: stages(waiting[0]?.mayActOn) };
      case "drained":
      case "secondary-writes":
      case "relaxation":
        return { who: few(waiting, detail.count, instance), count: waiting.length };
      case "currency":
        return { store: store(detail.store), who: list(waiting, instance), count: waiting.length };
      case "ledger":
        return { store: store(detail.store), open: Number(detail.open ?? 0) };
      case "doubt":
        return {
          ...{ who: few(detail.doubts, detail.count, doubted), store: store(detail.store) },
          ...{ waiting: list(waiting, instance), count: waiting.length },
        };
      case "evidence":
        return {
          ...{ time: when(detail.reconciledAt), open: Number(detail.open ?? 0), doubts: Number(detail.doubts ?? 0) },
          ...{ who: list(waiting, instance), count: waiting.length },
        };
      case "freeze":
        return { until: when(detail.until), reason: String(detail.reason ?? "") };
      case "approval":
        return { who: String(detail.lapsed ?? "none") };
      case "in-progress":
        return { kind: planKind(String(detail.kind), t), by: String(detail.by ?? "") };
      default:
        return Object.fromEntries(Object.entries(detail).map(([name, value]) => [name, String(value ?? "")]));
    }
  };
  return (refusal) => (isKnownRule(refusal.rule) ? t(`refusal.${refusal.rule}`, values(refusal)) : refusal.message);
}

const PLANS = ["rollback", "cut-over", "schedule"] as const;

function planKind(kind: string, t: ReturnType<typeof useTranslations<"switches">>): string {
  const known = PLANS.find((name) => name === kind);
  return known ? t(`plan.kind.${known}`) : kind;
}
