"use client";

import { useTranslations } from "next-intl";
import { useConnection } from "@/components/console/providers.tsx";
import { useFindingWords } from "@/components/switches/health-words.tsx";
import type { ModuleState } from "@/components/switches/use-module-health.ts";
import { useFormat } from "@/components/ui/use-format.ts";
import { comparisonOf } from "./sentence.ts";

/** Is the new path better or worse than the old one: the page's answer, with its figures. */
export function ModuleSentence({ state }: { state: ModuleState }) {
  const t = useTranslations("module.sentence");
  const format = useFormat();
  const connection = useConnection();
  const say = useFindingWords();
  const rich = {
    n: (chunks: React.ReactNode) => <b className="c-new">{chunks}</b>,
    o: (chunks: React.ReactNode) => <b className="c-old">{chunks}</b>,
  };
  if (connection.old) return <p className="lede">{t("lost", { time: format.timeUtc(connection.last) })}</p>;

  const missing = state.health.findings.find(({ rule }) => rule === "never" || rule === "stale");
  const compared = comparisonOf(state.summary);
  if (compared.is === "nothing") {
    return <p className="lede">{missing?.rule === "stale" ? t("stale", { what: say(missing) }) : t("nothing")}</p>;
  }
  if (compared.is === "alone") {
    const { quantile, seconds } = compared.figure;
    const values = { quantile, seconds: format.duration(seconds), errors: format.rate(compared.errors, 1) };
    return <p className="lede">{t.rich(compared.side === "old" ? "oldAlone" : "newAlone", { ...rich, ...values })}</p>;
  }
  const { quantile, old, new: fresh } = compared;
  return (
    <p className="lede">
      {t.rich(compared.verdict, {
        ...rich,
        quantile,
        new: format.duration(fresh.seconds),
        old: format.duration(old.seconds),
        newErrors: format.rate(fresh.errors, 1),
        oldErrors: format.rate(old.errors, 1),
      })}
    </p>
  );
}
