"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useConsole } from "@/components/console/console-context.tsx";
import { newKey } from "@/components/console/new-key.ts";
import { useQueryState } from "@/components/console/query-state.ts";
import { WriteProblem } from "@/components/console/write-problem.tsx";
import { Health } from "@/components/ui/mark.tsx";
import { Panel } from "@/components/ui/panel.tsx";
import { Time } from "@/components/ui/time.tsx";
import { useFormat } from "@/components/ui/use-format.ts";
import { jobKeys, jobsQuery, startJob } from "@/lib/jobs/queries.ts";
import type { JobStarted, JobView } from "@/lib/jobs/schema.ts";
import inTab from "./in-tab.module.css";
import styles from "./list-tab.module.css";

/** Comparisons of both stores: which one brought which store up to date, and whether that counts. */
export function JobsTab({ module }: { module: string }) {
  const t = useTranslations("module.jobs");
  const { place, allows } = useConsole();
  const query = useQuery(jobsQuery(place.project, { environment: place.environment, module }));
  const asked = useQueryState(query, 4);
  const items = query.data ?? [];
  const empty = asked.is === "ok" && items.length === 0;
  return (
    <Panel
      className={inTab.panel}
      title={t("title")}
      note={t("note")}
      state={empty ? { is: "empty", text: t("empty"), command: commandFor(place, module) } : asked}
      end={allows("switch.back") && <Register module={module} />}
    >
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{t("store")}</th>
            <th scope="col">{t("state")}</th>
            <th scope="col" className="num">
              {t("rows")}
            </th>
            <th scope="col" className="num">
              {t("mended")}
            </th>
            <th scope="col" className="num">
              {t("differences")}
            </th>
            <th scope="col" className={`num ${styles.more}`}>
              {t("started")}
            </th>
          </tr>
        </thead>
        <tbody>
          {items.map((job) => (
            <Row key={job.id} job={job} />
          ))}
        </tbody>
      </table>
    </Panel>
  );
}

function Row({ job }: { job: JobView }) {
  const t = useTranslations("module.jobs");
  const words = useTranslations("words");
  const format = useFormat();
  const counts = job.state === "done" && job.covered && job.differences === 0;
  const mark = job.state === "running" ? "open" : counts ? "ok" : job.state === "failed" ? "bad" : "watch";
  return (
    <tr>
      <th scope="row">
        <span className={job.store === "old" ? "c-old" : "c-new"}>{t("brings", { store: words(`path.${job.store}`) })}</span>
        <span className={styles.note}>{job.since ? t("since", { time: format.dayTime(job.since) }) : t("allKeys")}</span>
      </th>
      <td>
        <Health state={mark} long>
          {t(`states.${job.state}`)}
        </Health>
        {!job.covered && <span className={`small ${styles.note}`}>{t("notCovered", { revision: job.revision })}</span>}
      </td>
      <td className="num">
        {format.count(job.rows)}
        {job.compared && (
          <span className={styles.note}>
            {t("held", { old: format.count(job.compared.old), new: format.count(job.compared.new) })}
          </span>
        )}
      </td>
      <td className="num">{format.count(job.mended)}</td>
      <td className={`num ${job.differences > 0 ? "c-watch" : ""}`}>{format.count(job.differences)}</td>
      <td className={`num ${styles.more}`}>
        <Time at={job.startedAt} />
        <span className={styles.note}>{job.startedBy}</span>
      </td>
    </tr>
  );
}

/** Registers a comparison that is about to run, and says at once whether it will count. */
function Register({ module }: { module: string }) {
  const t = useTranslations("module.jobs");
  const words = useTranslations("words");
  const format = useFormat();
  const { place } = useConsole();
  const client = useQueryClient();
  const [store, setStore] = useState<"old" | "new">("new");
  const start = useMutation<JobStarted, Error>({
    mutationFn: () => startJob(place.project, { environment: place.environment, module, store }, newKey()),
    onSettled: () => client.invalidateQueries({ queryKey: jobKeys.all(place.project) }),
  });
  return (
    <span className={styles.bar}>
      <select
        className="input"
        style={{ width: "auto" }}
        aria-label={t("store")}
        value={store}
        onChange={(event) => setStore(event.target.value === "old" ? "old" : "new")}
      >
        {(["new", "old"] as const).map((value) => (
          <option key={value} value={value}>
            {t("brings", { store: words(`path.${value}`) })}
          </option>
        ))}
      </select>
      <button type="button" className="btn" disabled={start.isPending} onClick={() => start.mutate()}>
        {t("register")}
      </button>
      {start.data && (
        <span role="status">{t(start.data.covered ? "counts" : "countsNot", waitingOf(start.data, format.list))}</span>
      )}
      <WriteProblem error={start.error} />
    </span>
  );
}

const MOST_NAMED = 10;

/** The first digits of its name, and instances that keep it from counting. */
function waitingOf({ coverage, id }: JobStarted, list: ReturnType<typeof useFormat>["list"]): { id: string; who: string } {
  const names = coverage.waiting.map(({ instance }) => instance);
  return { id: id.slice(0, 8), who: list(names, MOST_NAMED) || "–" };
}

function commandFor({ project, environment }: { project: string; environment: string }, module: string): string {
  return `curl -X POST "$SWITCHYARD_URL/api/v1/projects/${project}/jobs" -H "Authorization: Bearer $SWITCHYARD_TOKEN" -H "Content-Type: application/json" -d '${JSON.stringify({ environment, module, store: "new" })}'`;
}
