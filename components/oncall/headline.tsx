import { useTranslations } from "next-intl";
import { HeadlineText } from "@/components/switches/health-words.tsx";
import { useSwitchWords } from "@/components/switches/words.ts";
import { Mark } from "@/components/ui/mark.tsx";
import { useFormat } from "@/components/ui/use-format.ts";
import { countsOf, headlineOf } from "@/lib/core/health/headline.ts";
import { isUrgent } from "@/lib/core/health/module-health.ts";
import { concerning, type OnCallState } from "./modules.ts";

/** The answer in five seconds: which module is worst, by which number, and what changed just before. */
export function Headline({ states, now }: { states: readonly OnCallState[]; now: number }) {
  const t = useTranslations("oncall");
  const words = useSwitchWords();
  const format = useFormat();
  const headline = headlineOf(concerning(states, now));
  if (!headline) return <h1 className="lede">{t(states.length === 0 ? "headline.nothing" : "headline.unused")}</h1>;
  const { state, first: worst } = headline;
  const suspect = isUrgent(state) && !worst.takenBack ? worst.suspect : null;
  const takenBack = isUrgent(state) ? worst.takenBack : null;
  return (
    <>
      <h1 className="lede">
        <Mark state={state} />
        <HeadlineText
          headline={headline}
          nameOf={({ module, place }) => t("headline.at", { module: module.key, place: place.environment.name })}
        />
      </h1>
      <p className="sub">
        {suspect && (
          <span>
            {t("headline.suspect", {
              change: words.change(suspect),
              time: format.time(suspect.at),
              ago: format.ago(Date.parse(suspect.at), now),
            })}
          </span>
        )}
        {takenBack && (
          <span>
            {t("headline.takenBack", { change: words.change(takenBack), ago: format.ago(Date.parse(takenBack.at), now) })}
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
export function Counts({ states, now }: { states: readonly OnCallState[]; now: number }) {
  const t = useTranslations("oncall");
  const words = useTranslations("words");
  const format = useFormat();
  const counts = countsOf(concerning(states, now)).filter(({ count }) => count > 0);
  return format.list(counts.map(({ state, count }) => t("count", { count, state: words(`health.${state}`) })));
}
