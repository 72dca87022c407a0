"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useConsole } from "@/components/console/console-context.tsx";
import { useNow } from "@/components/ui/clock.tsx";
import { useFormat } from "@/components/ui/use-format.ts";
import { tokensQuery } from "@/lib/tokens/queries.ts";

/** Which tokens are alive, and when one was last used. */
export function SettingsHead() {
  const t = useTranslations("settings");
  const format = useFormat();
  const now = useNow();
  const { project } = useConsole();
  const { data } = useQuery(tokensQuery(project.key));
  const live = data?.filter(({ state }) => state === "live") ?? [];
  const used = live.flatMap(({ name, lastUsedAt }) => (lastUsedAt ? [{ name, at: Date.parse(lastUsedAt) }] : []));
  const last = used.sort((a, b) => b.at - a.at)[0];
  const sentence = () => {
    if (!data) return t("verdict.unknown");
    if (live.length === 0) return t("verdict.none");
    const unused = live.length - used.length;
    if (!last) return t("verdict.unused", { count: live.length });
    return t("verdict.used", { count: live.length, name: last.name, ago: format.ago(last.at, now), unused });
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
