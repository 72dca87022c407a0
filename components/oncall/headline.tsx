import { useTranslations } from "next-intl";
import { useFindingWords } from "@/components/switches/health-words.tsx";
import { useSwitchWords } from "@/components/switches/words.ts";
import { Mark } from "@/components/ui/mark.tsx";
import { useFormat } from "@/components/ui/use-format.ts";
import { HEALTH_STATES } from "@/lib/core/health/module-health.ts";
import type { OnCallState } from "./modules.ts";

/** The answer in five seconds: which module is worst, by which number, and what changed just before. */
export function Headline({ states, now }: { states: readonly OnCallState[]; now: number }) {
  const t = useTranslations("oncall");
  const say = useFindingWords();
  const words = useSwitchWords();
  const format = useFormat();
  const [worst] = states;
  if (!worst) return <h1 className="lede">{t("headline.nothing")}</h1>;
  const { state, findings } = worst.health;
  const alike = states.filter(({ health }) => health.state === state);
  const suspect = state === "bad" || state === "watch" ? worst.suspect : null;
  const [finding] = findings;
  return (
    <>
      <h1 className="lede">
        <Mark state={state} />
        {t(`headline.${state}`, { count: alike.length, module: worst.module.key, place: worst.place.environment.name })}
      </h1>
      <p className="sub">
        {finding && state !== "ok" && <span>{t("headline.finding", { finding: say(finding) })}</span>}
        {suspect && (
          <span>
            {t("headline.suspect", {
              change: words.change(suspect),
              time: format.time(suspect.at),
              ago: format.ago(Date.parse(suspect.at), now),
            })}
          </span>
        )}
        {figuresAge(worst) !== null && (
          <span className="mute">{t("headline.age", { ago: format.ago(figuresAge(worst) ?? 0, now) })}</span>
        )}
      </p>
    </>
  );
}

/** When the newest figures of the module began, in milliseconds. */
function figuresAge({ summary }: OnCallState): number | null {
  return summary?.newest === null || summary === null ? null : summary.newest * 1000;
}

/** "1 Bad, 2 Watch, 1 Unknown" */
export function Counts({ states }: { states: readonly OnCallState[] }) {
  const t = useTranslations("oncall");
  const words = useTranslations("words");
  const counted = HEALTH_STATES.map((state) => ({ state, count: states.filter(({ health }) => health.state === state).length }));
  return counted
    .filter(({ count }) => count > 0)
    .map(({ state, count }) => `${count} ${words(`health.${state}`)}`)
    .join(t("and"));
}
