import { useTranslations } from "next-intl";
import type { Refusal } from "@/lib/core/stages/propose.ts";
import { useSwitchWords } from "./words.ts";

const KNOWN = ["adjacent", "unchanged", "held", "back", "nothing-behind", "not-yours", "nothing-to-undo"] as const;
type Known = (typeof KNOWN)[number];

/** A refusal in the reader's language; rules this page does not know keep the server's sentence. */
export function useRefusalWords(): (refusal: Refusal) => string {
  const t = useTranslations("switches");
  const words = useSwitchWords();
  return ({ rule, message, detail }) => {
    if (!KNOWN.includes(rule as Known)) return message;
    const values: Record<string, string> = {};
    for (const [name, value] of Object.entries(detail)) {
      const stage = name === "position" || name === "target" || name === "next";
      values[name] = typeof value === "string" && stage && rule === "adjacent" ? words.stage(value) : String(value ?? "");
    }
    return t(`refusal.${rule as Known}`, values);
  };
}
