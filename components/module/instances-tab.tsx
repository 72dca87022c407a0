"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useConsole } from "@/components/console/console-context.tsx";
import { useQueryState } from "@/components/console/query-state.ts";
import { useNow } from "@/components/ui/clock.tsx";
import { Health } from "@/components/ui/mark.tsx";
import { Panel } from "@/components/ui/panel.tsx";
import { useFormat } from "@/components/ui/use-format.ts";
import { instancesQuery } from "@/lib/instances/queries.ts";
import type { InstanceView } from "@/lib/instances/schema.ts";
import inTab from "./in-tab.module.css";
import styles from "./instances-tab.module.css";
import { lastFirst } from "./lagging.ts";

/** Which running copies follow the module's switches, those that lag first. `revision` is that of its newest change. */
export function InstancesTab({ revision }: { revision: number }) {
  const t = useTranslations("module.instances");
  const { place, environment } = useConsole();
  const query = useQuery(instancesQuery(place.project, place.environment));
  const state = useQueryState(query, 5);
  const all = query.data ?? [];
  const empty = state.is === "ok" && all.length === 0;
  return (
    <Panel
      className={inTab.panel}
      title={t("title")}
      note={t("note", { revision })}
      state={empty ? { is: "empty", text: t("empty", { environment: environment.name }) } : state}
    >
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{t("instance")}</th>
            <th scope="col" className={styles.more}>
              {t("service")}
            </th>
            <th scope="col">{t("acknowledged")}</th>
            <th scope="col" className="num">
              {t("age")}
            </th>
            <th scope="col" className={`num ${styles.more}`}>
              {t("lease")}
            </th>
          </tr>
        </thead>
        <tbody>
          {lastFirst(all, revision).map((instance) => (
            <Row key={`${instance.service} ${instance.instance}`} instance={instance} revision={revision} />
          ))}
        </tbody>
      </table>
    </Panel>
  );
}

function Row({ instance, revision }: { instance: InstanceView; revision: number }) {
  const t = useTranslations("module.instances");
  const format = useFormat();
  const now = useNow(1000);
  const behind = instance.alive && instance.revision < revision;
  const acknowledged = Date.parse(instance.acknowledgedAt);
  const lease = Date.parse(instance.leaseUntil);
  return (
    <tr className={instance.alive ? undefined : styles.gone}>
      <th scope="row" className="mono">
        {instance.instance}
      </th>
      <td className={`dim ${styles.more}`}>
        {instance.service} {instance.version}
      </td>
      <td>
        {behind ? (
          <Health state="watch">{t("behind", { revision: instance.revision })}</Health>
        ) : instance.alive ? (
          <span className="dim">{t("at", { revision: instance.revision })}</span>
        ) : (
          <Health state="unknown">{t("gone", { revision: instance.revision })}</Health>
        )}
      </td>
      <td className={`num ${behind ? "c-watch" : ""}`} suppressHydrationWarning>
        {format.age(acknowledged, now)}
      </td>
      <td className={`num dim ${styles.more}`} suppressHydrationWarning>
        {instance.alive
          ? t("until", { time: format.age(now, Math.max(now, lease)) })
          : t("ended", { ago: format.ago(lease, now) })}
      </td>
    </tr>
  );
}
