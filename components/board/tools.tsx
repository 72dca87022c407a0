"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useMemo } from "react";
import { useConsole } from "@/components/console/console-context.tsx";
import { useSearchValue } from "@/components/console/use-search-value.ts";
import { listOf } from "@/components/switches/modules.ts";
import type { ModuleState } from "@/components/switches/use-module-health.ts";
import { HEALTH_STATES } from "@/lib/core/health/module-health.ts";
import { effectAt } from "@/lib/core/stages/effect.ts";
import { followingQuery } from "@/lib/switches/queries/standings.ts";
import styles from "./board.module.css";
import { SORTS, STAGE_FILTERS } from "./filters.ts";

type Props = {
  states: readonly ModuleState[];
  /** Begins to select modules; null while that is under way. */
  onSelect: (() => void) | null;
};

/** Filters, kept in the URL, and what they leave. */
export function Tools({ states, onSelect }: Props) {
  const t = useTranslations("board");
  const words = useTranslations("words");
  const { allows, place } = useConsole();
  const [q, setQ] = useSearchValue("q");
  const owners = useMemo(() => [...new Set(states.map(({ module }) => module.owner).filter(Boolean))].sort(), [states]);
  const { data: following } = useQuery(followingQuery(place));
  const newest = useMemo(
    () => Math.max(0, ...states.flatMap(({ switches }) => listOf(switches).map(({ revision }) => revision))),
    [states],
  );
  const { applied = 0, of = 0 } = (following && effectAt(newest, following)) ?? {};
  return (
    <search className={styles.tools}>
      <input
        className="input"
        type="search"
        data-filter
        placeholder={t("filter")}
        aria-label={t("filter")}
        defaultValue={q}
        onChange={(event) => setQ(event.target.value)}
        onKeyDown={(event) => event.key === "Escape" && event.currentTarget.blur()}
      />
      <kbd className="wide-only">/</kbd>
      <Choice
        name="stage"
        label={t("stage")}
        options={STAGE_FILTERS.map((value) => ({ value, label: words(`stage.${value}`) }))}
      />
      {owners.length > 1 && <Choice name="owner" label={t("owner")} options={owners.map((value) => ({ value, label: value }))} />}
      <Choice
        name="health"
        label={t("health")}
        options={HEALTH_STATES.map((value) => ({ value, label: words(`health.${value}`) }))}
      />
      <Choice
        name="sort"
        label={t("sort.worst")}
        options={SORTS.slice(1).map((value) => ({ value, label: t(`sort.${value}`) }))}
      />
      {onSelect && states.length > 1 && allows("switch.back") && (
        <button type="button" className="btn quiet wide-only" onClick={onSelect}>
          {t("selectSome")} <kbd>x</kbd>
        </button>
      )}
      <span className={`${styles.end} small mute`}>
        {t(of > 0 ? "countInEffect" : "count", { count: states.length, applied, of })}
      </span>
    </search>
  );
}

type ChoiceProps = { name: string; label: string; options: readonly { value: string; label: string }[] };

function Choice({ name, label, options }: ChoiceProps) {
  const [value, setValue] = useSearchValue(name);
  return (
    <select className="input" aria-label={label} value={value} onChange={(event) => setValue(event.target.value)}>
      <option value="">{label}</option>
      {options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.label}
        </option>
      ))}
    </select>
  );
}
