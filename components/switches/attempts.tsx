"use client";

import { useTranslations } from "next-intl";
import { useConsole } from "@/components/console/console-context.tsx";
import { useProblemText } from "@/components/console/write-problem.tsx";
import { Mark } from "@/components/ui/mark.tsx";
import { useFormat } from "@/components/ui/use-format.ts";
import { environmentPath } from "@/lib/platform/api-client.ts";
import type { Attempt } from "./use-act.ts";

type Props = { attempts: Attempt[]; gaveUp: boolean; path: string; body: Record<string, string> };

/** Every failed attempt with its time, and at the end the line that does the same from a terminal. */
export function Attempts({ attempts, gaveUp, path, body }: Props) {
  const t = useTranslations("switches");
  const format = useFormat();
  const text = useProblemText();
  const { place } = useConsole();
  if (attempts.length === 0) return null;
  const url = `${window.location.origin}/api/v1${environmentPath(place.project, place.environment)}${path}`;
  const curl = `curl -X POST ${url} -H "Authorization: Bearer $SWITCHYARD_TOKEN" -H "Content-Type: application/json" -d '${JSON.stringify(body)}'`;
  return (
    <div role="status" className="told s">
      <ul>
        {attempts.map((attempt, index) => (
          <li key={attempt.at}>
            <Mark state="bad" />
            <span>{t("attempt", { number: index + 1, time: format.time(attempt.at), failure: text(attempt.error) })}</span>
          </li>
        ))}
      </ul>
      <p className="dim">{gaveUp ? t("attemptsOver") : t("attemptsOn")}</p>
      {gaveUp && <code className="line">{curl}</code>}
    </div>
  );
}
