"use client";

import { useTranslations } from "next-intl";
import { memo } from "react";
import { HeadlineText } from "@/components/switches/health-words.tsx";
import { latestChange } from "@/components/switches/modules.ts";
import type { ModuleState } from "@/components/switches/use-module-health.ts";
import { useSwitchWords } from "@/components/switches/words.ts";
import { Mark } from "@/components/ui/mark.tsx";
import { useFormat } from "@/components/ui/use-format.ts";
import { headlineOf } from "@/lib/core/health/headline.ts";
import { isUrgent } from "@/lib/core/health/module-health.ts";

type Props = {
  states: readonly ModuleState[] | null;
  /** Since when nothing has been heard from the server; null while it answers. */
  lost: number | null;
};

/** What is unsafe and what moved just before; or, when nothing is, who moved last. */
export const BoardSentence = memo(function BoardSentence({ states, lost }: Props) {
  const t = useTranslations("board.sentence");
  const words = useSwitchWords();
  const format = useFormat();
  if (lost !== null) {
    return (
      <p className="lede">
        <Mark state="unknown" />
        {t("lost", { time: format.timeUtc(lost) })}
      </p>
    );
  }
  const headline = states && headlineOf(states);
  if (!headline) return <p className="lede">{states ? t("none") : " "}</p>;
  const { state, first } = headline;
  const urgent = isUrgent(state);
  const concerned = urgent ? [first] : states;
  const change = concerned.flatMap(({ switches }) => latestChange(switches) ?? []).sort((a, b) => b.revision - a.revision)[0];
  return (
    <p className="lede">
      <Mark state={state} />
      <HeadlineText headline={headline} nameOf={({ module }) => module.key} />{" "}
      {change && (
        <span className="aside">
          {t("last", {
            change: urgent ? words.change(change) : `${change.module} ${words.change(change)}`,
            who: change.by,
            time: format.time(change.at),
          })}
        </span>
      )}
    </p>
  );
});
