"use client";

import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { useSearchValue } from "@/components/console/use-search-value.ts";
import type { AuditSearch } from "@/lib/audit/queries.ts";
import styles from "./audit.module.css";

/** Whole nouns, and the acts on switches people look for by themselves. */
const NOUNS = [
  "switch",
  "plan",
  "proposal",
  "window",
  "job",
  "instance",
  "phase",
  "milestone",
  "risk",
  "module",
  "environment",
  "project",
  "member",
  "token",
] as const;
const SWITCH_ACTS = [
  "change",
  "rollback",
  "hold",
  "release",
  "undo",
  "restore",
  "rules",
  "pause",
  "resume",
  "take-over",
  "keep",
] as const;
const ACTORS = ["user", "token", "schedule", "cli"] as const;
const TYPING_MS = 300;

/** The filters as the address holds them. */
export function useAuditSearch(): AuditSearch {
  const [actorKind] = useSearchValue("actorKind");
  const [act] = useSearchValue("act");
  const [targetKey] = useSearchValue("targetKey");
  const [pending] = useSearchValue("pending");
  const [text] = useSearchValue("text");
  const search: AuditSearch = {};
  for (const [name, value] of Object.entries({ actorKind, act, targetKey, pending, text })) {
    if (value) search[name as keyof AuditSearch] = value;
  }
  return search;
}

export function AuditFilters({ targets }: { targets: readonly string[] }) {
  const t = useTranslations("audit");
  const [actorKind, setActorKind] = useSearchValue("actorKind");
  const [act, setAct] = useSearchValue("act");
  const [targetKey, setTargetKey] = useSearchValue("targetKey");
  const [pending, setPending] = useSearchValue("pending");
  const [text, setText] = useSearchValue("text");
  return (
    <search className={styles.filters}>
      <TextFilter value={text} onChange={setText} />
      <Choice label={t("actor")} value={actorKind} onChange={setActorKind} all={t("anyActor")}>
        {ACTORS.map((kind) => (
          <option key={kind} value={kind}>
            {t(`actorKind.${kind}`)}
          </option>
        ))}
      </Choice>
      <Choice label={t("what")} value={act} onChange={setAct} all={t("anyAct")}>
        {NOUNS.map((noun) => (
          <option key={noun} value={`${noun}.`}>
            {t(`noun.${noun}`)}
          </option>
        ))}
        {SWITCH_ACTS.map((verb) => (
          <option key={verb} value={`switch.${verb}`}>
            {t(`act.switch.${verb}`)}
          </option>
        ))}
      </Choice>
      <Choice label={t("target")} value={targetKey} onChange={setTargetKey} all={t("anyTarget")}>
        {[...new Set([...targets, ...(targetKey ? [targetKey] : [])])].map((key) => (
          <option key={key} value={key}>
            {key}
          </option>
        ))}
      </Choice>
      <label className="check">
        <input
          type="checkbox"
          checked={pending === "reason"}
          onChange={(event) => setPending(event.target.checked ? "reason" : "")}
        />
        {t("pendingOnly")}
      </label>
    </search>
  );
}

type ChoiceProps = { label: string; value: string; onChange: (value: string) => void; all: string; children: React.ReactNode };

function Choice({ label, value, onChange, all, children }: ChoiceProps) {
  return (
    <select className="input" aria-label={label} value={value} onChange={(event) => onChange(event.target.value)}>
      <option value="">{all}</option>
      {children}
    </select>
  );
}

/** Waits until typing pauses before it asks. */
function TextFilter({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const t = useTranslations("audit");
  const [typed, setTyped] = useState(value);
  useEffect(() => {
    if (typed === value) return;
    const timer = setTimeout(() => onChange(typed), TYPING_MS);
    return () => clearTimeout(timer);
  }, [typed, value, onChange]);
  return (
    <input
      className="input"
      type="search"
      data-filter
      aria-label={t("text")}
      placeholder={t("text")}
      maxLength={200}
      value={typed}
      onChange={(event) => setTyped(event.target.value)}
    />
  );
}
