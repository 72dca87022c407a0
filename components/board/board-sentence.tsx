"use client";

import { useTranslations } from "next-intl";
import { FindingText } from "@/components/switches/health-words.tsx";
import { latestChange } from "@/components/switches/modules.ts";
import type { ModuleState } from "@/components/switches/use-module-health.ts";
import { useSwitchWords } from "@/components/switches/words.ts";
import { Mark } from "@/components/ui/mark.tsx";
import { useFormat } from "@/components/ui/use-format.ts";

type Props = {
  states: readonly ModuleState[] | null;
  /** Since when nothing has been heard from the server; null while it answers. */
  lost: number | null;
};

/** What is unsafe and what moved just before; or, when nothing is, who moved last. */
export function BoardSentence({ states, lost }: Props) {
  const t = useTranslations("board.sentence");
  const tWords = useTranslations("words");
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
  const [worst] = states ?? [];
  if (!states || !worst) return <p className="lede">{states ? t("none") : " "}</p>;

  const { state, findings } = worst.health;
  const change = latestChange(worst.switches);
  if (state === "bad" || state === "watch") {
    const [first] = findings;
    const reason = () => first && <FindingText finding={first} />;
    return (
      <p className="lede">
        <Mark state={state} />
        {t.rich("unsafe", { module: worst.module.key, state: tWords(`health.${state}`), reason })}{" "}
        {change && <span className="aside">{t("before", { change: words.change(change), time: format.time(change.at) })}</span>}
      </p>
    );
  }
  const newest = states.flatMap(({ switches }) => latestChange(switches) ?? []).sort((a, b) => b.revision - a.revision)[0];
  return (
    <p className="lede">
      <Mark state={state} />
      {t(`calm.${state}`, { count: states.filter(({ health }) => health.state === state).length })}{" "}
      {newest && (
        <span className="aside">
          {t("last", {
            change: `${newest.module} ${words.change(newest)}`,
            who: newest.by,
            time: format.time(newest.at),
          })}
        </span>
      )}
    </p>
  );
}
