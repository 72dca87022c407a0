"use client";

import { useTranslations } from "next-intl";
import { useProblemText } from "@/components/console/write-problem.tsx";
import { Mark } from "@/components/ui/mark.tsx";
import type { Refusal } from "@/lib/core/stages/transition.ts";
import { ApiError } from "@/lib/platform/api-client.ts";
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

/** Why a write was not done: every refusal, or what the server said. */
export function Failure({ error }: { error: Error }) {
  const text = useProblemText();
  const say = useRefusalWords();
  const refusals = error instanceof ApiError ? refusalsOf(error) : [];
  const lines = refusals.length > 0 ? refusals.map(say) : [text(error)];
  return (
    <ul role="alert">
      {lines.map((line) => (
        <li key={line} className="err">
          <Mark state="bad" />
          <span>{line}</span>
        </li>
      ))}
    </ul>
  );
}

function refusalsOf(error: ApiError): Refusal[] {
  const { refusals } = error.problem;
  return Array.isArray(refusals) ? (refusals as Refusal[]) : [];
}
