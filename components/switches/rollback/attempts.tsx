"use client";

import { useTranslations } from "next-intl";
import { useConsole } from "@/components/console/console-context.tsx";
import { useProblemText } from "@/components/console/problem-text.ts";
import { rollbackCurl, rollbackLine } from "@/components/switches/form/command-line.ts";
import type { Attempt } from "@/components/switches/form/use-act.ts";
import { Mark } from "@/components/ui/mark.tsx";
import { useFormat } from "@/components/ui/use-format.ts";

type Props = { attempts: Attempt[]; gaveUp: boolean; path: string; body: Record<string, string> };

/** Every failed attempt with its time, and at the end the lines that do the same from a terminal. */
export function Attempts({ attempts, gaveUp, path, body }: Props) {
  const t = useTranslations("switches");
  const format = useFormat();
  const text = useProblemText();
  const { place } = useConsole();
  if (attempts.length === 0) return null;
  return (
    <div role="status" className="told small">
      <ul>
        {attempts.map((attempt, index) => (
          <li key={attempt.at}>
            <Mark state="bad" />
            <span>{t("attempt", { number: index + 1, time: format.time(attempt.at), failure: text(attempt.error) })}</span>
          </li>
        ))}
      </ul>
      <p className="dim">{gaveUp ? t("attemptsOver") : t("attemptsOn")}</p>
      {gaveUp &&
        [rollbackLine(place, { path, body }), rollbackCurl(window.location.origin, place, { path, body })].map((line) => (
          <p key={line}>
            <code className="line">{line}</code>
          </p>
        ))}
    </div>
  );
}
