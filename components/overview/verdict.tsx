"use client";

import { useTranslations } from "next-intl";
import { FindingText, useFindingWords } from "@/components/switches/health-words.tsx";
import type { ModuleState } from "@/components/switches/use-module-health.ts";
import { Health, Mark } from "@/components/ui/mark.tsx";
import { useFormat } from "@/components/ui/use-format.ts";
import { HEALTH_STATES } from "@/lib/core/health/module-health.ts";
import { MilestoneSentence } from "./milestone-sentence.tsx";
import styles from "./overview.module.css";

type Props = {
  states: readonly ModuleState[] | null;
  /** Since when nothing has been heard from the server; null while it answers. */
  lost: number | null;
};

const MOST_NAMED = 12;
const MOST_FIRED = 50;

/** The answer in one sentence, the other states counted, and on request every rule that fired. */
export function Verdict({ states, lost }: Props) {
  const t = useTranslations("overview");
  const words = useTranslations("words");
  const format = useFormat();
  const say = useFindingWords();
  if (lost !== null) {
    return (
      <p className="lede">
        <Mark state="unknown" />
        {t("verdict.lost", { time: format.timeUtc(lost) })}
      </p>
    );
  }
  const [worst] = states ?? [];
  if (!states || !worst) return <p className="lede">{states ? t("verdict.none") : " "}</p>;

  const { state } = worst.health;
  const alike = states.filter(({ health }) => health.state === state);
  const named = alike.slice(0, MOST_NAMED).map(({ module }) => module.key);
  const names = [...named, ...(alike.length > MOST_NAMED ? ["…"] : [])].join(", ");
  const [first] = worst.health.findings;
  const rest = HEALTH_STATES.map(
    (kind) => [kind, states.filter(({ health }) => health.state === kind && health.state !== state).length] as const,
  );
  const fired = states.filter(({ health }) => health.findings.length > 0);

  return (
    <>
      <p className="lede">
        <Mark state={state} />
        {state === "ok" && t("verdict.ok", { count: states.length })}
        {state !== "ok" &&
          alike.length === 1 &&
          t.rich("verdict.one", {
            module: worst.module.key,
            state: words(`health.${state}`),
            reason: () => first && <FindingText finding={first} />,
          })}
        {state !== "ok" && alike.length > 1 && t("verdict.many", { count: alike.length, state: words(`health.${state}`), names })}
      </p>
      <p className="sub">
        {rest.map(([kind, count]) =>
          count === 0 ? null : (
            <Health key={kind} state={kind}>
              {t("verdict.count", { count, state: words(`health.${kind}`) })}
            </Health>
          ),
        )}
        <MilestoneSentence />
      </p>
      {fired.length > 0 && (
        <details className={styles.why}>
          <summary>{t("verdict.why")}</summary>
          <ul>
            {fired.slice(0, MOST_FIRED).map(({ module, health }) => (
              <li key={module.key}>
                <Health state={health.state} long>
                  {module.key}: {health.findings.map(say).join("; ")}
                </Health>
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}
