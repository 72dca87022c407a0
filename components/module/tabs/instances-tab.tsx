"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useConsole } from "@/components/console/console-context.tsx";
import { useQueryState } from "@/components/console/query-state.ts";
import { useSheet } from "@/components/console/use-sheet.ts";
import { late } from "@/components/ui/late.tsx";
import { Panel } from "@/components/ui/panel.tsx";
import { instancePagesQuery } from "@/lib/instances/queries.ts";
import type { InstanceList, InstanceView } from "@/lib/instances/schema.ts";
import inTab from "./in-tab.module.css";
import { InstanceRow } from "./instance-row.tsx";
import styles from "./instances-tab.module.css";
import { lastFirst, runOf } from "./lagging.ts";
import list from "./list-tab.module.css";

const WriteOffSheet = late(() => import("./write-off-sheet.tsx").then((module) => module.WriteOffSheet));

/** Which running copies follow the module's switches, those that lag first. `revision` is that of its newest change. */
export function InstancesTab({ revision }: { revision: number }) {
  const t = useTranslations("module.instances");
  const { place, environment, allows } = useConsole();
  const { sheet, show, close } = useSheet(["write-off"]);
  const [text, setText] = useState("");
  const [lagging, setLagging] = useState(false);
  const search = { ...(text.trim() ? { text: text.trim() } : {}), ...(lagging ? { behind: revision } : {}) };
  const query = useInfiniteQuery(instancePagesQuery(place.project, place.environment, search));
  const state = useQueryState(query, 5);
  const pages = query.data?.pages ?? [];
  const all = pages.flatMap(({ items }) => items);
  const mayWriteOff = allows("instance.write-off");
  const ending = all.find((instance) => nameOf(instance) === sheet?.of);
  const { count = 0, services = [] } = pages[0] ?? {};
  const filtered = Object.keys(search).length > 0;
  const empty = state.is === "ok" && count === 0 && !filtered;
  return (
    <Panel
      className={inTab.panel}
      title={t("title")}
      note={t("note", { revision })}
      state={empty ? { is: "empty", text: t("empty", { environment: environment.name }) } : state}
    >
      <search className={list.bar}>
        <input
          className={`input ${styles.find}`}
          type="search"
          placeholder={t("filter")}
          aria-label={t("filter")}
          value={text}
          maxLength={200}
          onChange={(event) => setText(event.target.value)}
        />
        <label className="check">
          <input type="checkbox" checked={lagging} onChange={(event) => setLagging(event.target.checked)} />
          <span>{t("lagging")}</span>
        </label>
        <span className="small mute" role="status">
          {t("count", { shown: all.length, count })}
        </span>
      </search>
      {services.length > 0 && <Services services={services} revision={revision} />}
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
            <th scope="col" className={styles.more}>
              {t("lease")}
            </th>
            <th scope="col">
              <span className="visually-hidden">{t("acts")}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {pages
            .flatMap(({ items }) => lastFirst(items, revision))
            .map((instance) => (
              <InstanceRow
                key={`${instance.service} ${instance.instance} ${instance.incarnation}`}
                instance={instance}
                run={runOf(instance, all)}
                revision={revision}
                onWriteOff={mayWriteOff ? () => show("write-off", nameOf(instance)) : null}
              />
            ))}
        </tbody>
      </table>
      {query.hasNextPage && (
        <p className={list.bar}>
          <button type="button" className="btn" disabled={query.isFetchingNextPage} onClick={() => query.fetchNextPage()}>
            {t("more", { count: count - all.length })}
          </button>
        </p>
      )}
      {mayWriteOff && ending && <WriteOffSheet key={sheet?.of} instance={ending} run={runOf(ending, all)} onClose={close} />}
    </Panel>
  );
}

function nameOf({ service, instance, incarnation }: InstanceView): string {
  return [service, instance, incarnation].join(" ");
}

/** Where there are very many instances, how each service stands. */
function Services({ services, revision }: { services: InstanceList["services"]; revision: number }) {
  const t = useTranslations("module.instances");
  return (
    <ul className="told small">
      {services.map(({ service, instances, alive, silent, oldest }) => (
        <li key={service}>
          <b>{service}</b> {t("ofService", { instances, alive, silent })}
          {oldest < revision && <span className="c-watch"> {t("oldest", { revision: oldest })}</span>}
        </li>
      ))}
    </ul>
  );
}
