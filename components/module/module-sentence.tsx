"use client";

import { useTranslations } from "next-intl";
import { useConnection } from "@/components/console/providers.tsx";
import { HealthText } from "@/components/switches/health-words.tsx";
import type { ModuleState } from "@/components/switches/use-module-health.ts";
import { useFormat } from "@/components/ui/use-format.ts";
import styles from "./module-head.module.css";

/** Is the new path better or worse than the old one: the page's answer, with its figures. */
export function ModuleSentence({ state }: { state: ModuleState }) {
  const t = useTranslations("module.sentence");
  const format = useFormat();
  const connection = useConnection();
  if (connection.old) return <p className="lede">{t("lost", { time: format.timeUtc(connection.last) })}</p>;
  return (
    <p className={`lede ${styles.sentence}`}>
      <HealthText health={state.health} />
    </p>
  );
}
