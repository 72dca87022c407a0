"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useConsole } from "@/components/console/console-context.tsx";
import { useNow } from "@/components/ui/clock.tsx";
import { useFormat } from "@/components/ui/use-format.ts";
import { newestAuditQuery } from "@/lib/audit/queries.ts";
import { useEventWords } from "./event-words.ts";

const HOUR_MS = 3_600_000;

/** Who changed what in the last hour. */
export function AuditHead() {
  const t = useTranslations("audit");
  const format = useFormat();
  const say = useEventWords();
  const now = useNow(10_000);
  const { project } = useConsole();
  const { data } = useQuery(newestAuditQuery(project.key, {}));
  const recent = data?.filter(({ at }) => now - Date.parse(at) < HOUR_MS) ?? [];
  const people = [...new Set(recent.map(({ actor }) => actor.name))];
  const [last] = data ?? [];
  const sentence = () => {
    if (!data) return t("verdict.unknown");
    if (!last) return t("verdict.never");
    const newest = {
      what: `${say.act(last)} ${say.target(last)}`,
      who: last.actor.name,
      ago: format.ago(Date.parse(last.at), now),
    };
    if (recent.length === 0) return t("verdict.quiet", newest);
    return t("verdict.busy", {
      count: recent.length,
      people: people.length,
      names: format.list(people.slice(0, 2)),
      ...newest,
    });
  };
  return (
    <>
      <div className="page">
        <h1>{t("title")}</h1>
      </div>
      <p className="lede" suppressHydrationWarning>
        {sentence()}
      </p>
    </>
  );
}
