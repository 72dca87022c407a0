"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import { useConsole } from "@/components/console/console-context.tsx";
import { HeadlineText, useFindingWords } from "@/components/switches/health-words.tsx";
import type { ModuleState } from "@/components/switches/use-module-health.ts";
import { Health, Mark } from "@/components/ui/mark.tsx";
import { useFormat } from "@/components/ui/use-format.ts";
import { countsOf, headlineOf } from "@/lib/core/health/headline.ts";
import { MilestoneSentence } from "./milestone-sentence.tsx";
import styles from "./overview.module.css";

type Props = {
  states: readonly ModuleState[] | null;
  /** Since when nothing has been heard from the server; null while it answers. */
  lost: number | null;
};

const MOST_FIRED = 50;

/** The answer in one sentence, the other states counted, and on request every rule that fired. */
export function Verdict({ states, lost }: Props) {
  const t = useTranslations("overview");
  const words = useTranslations("words");
  const format = useFormat();
  const say = useFindingWords();
  const { href } = useConsole();
  if (lost !== null) {
    return (
      <p className="lede">
        <Mark state="unknown" />
        {t("verdict.lost", { time: format.timeUtc(lost) })}
      </p>
    );
  }
  const headline = states && headlineOf(states);
  if (!headline) return <p className="lede">{states ? t("verdict.none") : " "}</p>;
  const rest = countsOf(states).filter(({ state, count }) => count > 0 && state !== headline.state);
  const fired = states.filter(({ health }) => health.findings.length > 0);
  return (
    <>
      <p className="lede">
        <Mark state={headline.state} />
        <HeadlineText headline={headline} nameOf={({ module }) => module.key} />
      </p>
      <p className="sub">
        {rest.map(({ state, count }) => (
          <Health key={state} state={state}>
            {t("verdict.count", { count, state: words(`health.${state}`) })}
          </Health>
        ))}
        <MilestoneSentence />
      </p>
      {fired.length > 0 && (
        <details className={styles.why}>
          <summary>{t("verdict.why")}</summary>
          <ul>
            {fired.slice(0, MOST_FIRED).map(({ module, health }) => (
              <li key={module.key}>
                <Health state={health.state} long>
                  {format.labelled(module.key, format.clauses(health.findings.map(say)))}
                </Health>
              </li>
            ))}
          </ul>
          {fired.length > MOST_FIRED && (
            <p className="small">
              <Link href={href("/board")}>{t("more", { count: fired.length - MOST_FIRED })}</Link>
            </p>
          )}
        </details>
      )}
    </>
  );
}
