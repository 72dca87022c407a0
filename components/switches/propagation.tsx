"use client";

import { useIsMutating } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useNow } from "@/components/ui/clock.tsx";
import { useFormat } from "@/components/ui/use-format.ts";
import { actKey } from "./act-key.ts";
import { latestChange, type ModuleRows } from "./modules.ts";
import { useEffectOf } from "./use-effect-of.ts";

const NEWS_MS = 60_000;

/** Instances that lag and are named one by one. */
const NAMED = 2;

/**
 * How far the newest change of a module has come: sending → stored → in effect on 11 of 12, naming those that
 * lag, and counting per service where there are very many. Quiet once everything is in effect and a minute has passed.
 */
export function Propagation({ module, switches }: { module: string; switches: ModuleRows }) {
  const t = useTranslations("switches");
  const format = useFormat();
  const now = useNow(1000);
  const sending = useIsMutating({ mutationKey: actKey(module) }) > 0;
  const change = latestChange(switches);
  const effect = useEffectOf(switches);
  if (sending) return <p className="small dim">{t("sending")}</p>;
  if (!change || !effect) return null;
  const [late] = effect.waiting;
  const behind = effect.of - effect.applied;
  const news = now - Date.parse(change.at) < NEWS_MS;
  if (!late && !news) return null;
  const reached = effect.of === 0 ? t("inEffectNone") : t("inEffect", { applied: effect.applied, of: effect.of });
  const lagging = effect.waiting.slice(0, NAMED).map((late) =>
    t(late.silent ? (late.onLeaseLoss === "hold" ? "silentHolding" : "silentFenced") : "lagging", {
      instance: late.instance,
      revision: late.revision,
      ago: format.ago(Date.parse(late.acknowledgedAt), now),
    }),
  );
  const more = behind > NAMED && late ? [t("more", { count: behind - NAMED })] : [];
  return (
    <p className="small dim">
      {format.clauses([`${t("stored", { version: change.version })} → ${reached}`, ...lagging, ...more])}
      {effect.services
        .filter(({ applied, of }) => applied < of)
        .map(({ service, applied, of }) => (
          <span key={service}>
            <br />
            {t("service", { service, applied, of })}
          </span>
        ))}
    </p>
  );
}
