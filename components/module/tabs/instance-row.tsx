"use client";

import { useTranslations } from "next-intl";
import { useNow } from "@/components/ui/clock.tsx";
import { Health } from "@/components/ui/mark.tsx";
import { useFormat } from "@/components/ui/use-format.ts";
import type { InstanceView } from "@/lib/instances/schema.ts";
import styles from "./instances-tab.module.css";

type Props = {
  instance: InstanceView;
  /** Tells it from other runs of its name. */
  run: string | null;
  revision: number;
  /** Opens the sheet that writes it off; null when the reader may not. */
  onWriteOff: (() => void) | null;
};

/** One running copy: what it acknowledged, how long its lease runs, and what it does when it loses contact. */
export function InstanceRow({ instance, run, revision, onWriteOff }: Props) {
  const t = useTranslations("module.instances");
  const format = useFormat();
  const now = useNow(1000);
  const { departed, silent, holdsUp } = instance;
  const behind = !departed && instance.revision < revision;
  const acknowledged = Date.parse(instance.acknowledgedAt);
  const lease = Date.parse(instance.leaseUntil);
  const named = run ? `${instance.instance} ${t("run", { run })}` : instance.instance;
  const known = { revision: instance.revision };
  const leased = t("leased", {
    lease: lease > now ? t("until", { time: format.age(now, lease) }) : t("ended", { ago: format.ago(lease, now) }),
    after: t(`onLeaseLoss.${instance.onLeaseLoss}`),
  });
  return (
    <tr className={departed ? styles.gone : undefined}>
      <th scope="row" className="mono">
        {instance.instance}
        {run !== null && <span className="dim"> {t("run", { run: run || "–" })}</span>}
      </th>
      <td className={`dim ${styles.more}`}>
        {instance.service} {instance.version}
      </td>
      <td>
        {departed ? (
          <span className="dim">{t(`departed.${departed.how}`, { who: departed.by ?? "–" })}</span>
        ) : silent ? (
          <Health state={holdsUp ? "bad" : "unknown"} long>
            {t(holdsUp ? "silentHolds" : "silentFenced", known)}
          </Health>
        ) : behind ? (
          <Health state="watch" long>
            {t("behind", known)}
          </Health>
        ) : (
          <span className="dim">{t("at", known)}</span>
        )}
      </td>
      <td className={`num ${behind && !silent ? "c-watch" : ""}`} suppressHydrationWarning>
        {format.age(acknowledged, now)}
      </td>
      <td className={`dim ${styles.more}`} suppressHydrationWarning>
        {format.list([...(departed ? [] : [leased]), ...(instance.coldStart === "persisted" ? [t("coldPersisted")] : [])])}
      </td>
      <td className="num">
        {!departed && silent && onWriteOff && (
          <button type="button" className="link small" onClick={onWriteOff} aria-label={t("writeOffName", { name: named })}>
            {t("writeOff")}
          </button>
        )}
      </td>
    </tr>
  );
}
