"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useConsole } from "@/components/console/console-context.tsx";
import { useQueryState } from "@/components/console/query-state.ts";
import { WriteProblem } from "@/components/console/write-problem.tsx";
import styles from "@/components/settings/settings.module.css";
import { Panel } from "@/components/ui/panel.tsx";
import { useFormat } from "@/components/ui/use-format.ts";
import { archivedEnvironmentsQuery, archiveEnvironment } from "@/lib/environments/queries.ts";
import { archiveModule } from "@/lib/modules/queries/edits.ts";
import { archivedModulesQuery } from "@/lib/modules/queries/modules.ts";

/** What is out of sight, and the way back. */
export function ArchivePanel() {
  const t = useTranslations("archive");
  const { project, href, allows } = useConsole();
  const modules = useQuery(archivedModulesQuery(project.key));
  const environments = useQuery(archivedEnvironmentsQuery(project.key));
  const asked = useQueryState(modules.data === undefined ? modules : environments, 2, [modules, environments]);
  const [listed, places] = [modules.data ?? [], environments.data ?? []];
  const empty = asked.is === "ok" && listed.length + places.length === 0;
  return (
    <Panel title={t("title")} note={t("note")} state={empty ? { is: "empty", text: t("empty") } : asked}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{t("name")}</th>
            <th scope="col">{t("kind")}</th>
            <th scope="col">{t("since")}</th>
            <th scope="col" />
          </tr>
        </thead>
        <tbody>
          {listed.map((module) => (
            <Row
              key={module.key}
              name={<Link href={href(`/m/${module.key}`)}>{module.name}</Link>}
              kind={t("module")}
              since={module.archivedAt}
              bringBack={allows("module.edit") ? () => archiveModule(project.key, module, false) : null}
            />
          ))}
          {places.map((environment) => (
            <Row
              key={environment.key}
              name={environment.name}
              kind={t("environment")}
              since={environment.archivedAt}
              bringBack={allows("environment.edit") ? () => archiveEnvironment(project.key, environment, false) : null}
            />
          ))}
        </tbody>
      </table>
    </Panel>
  );
}

type Props = { name: React.ReactNode; kind: string; since: string | null; bringBack: (() => Promise<unknown>) | null };

function Row({ name, kind, since, bringBack }: Props) {
  const t = useTranslations("archive");
  const format = useFormat();
  const client = useQueryClient();
  const router = useRouter();
  const act = useMutation({
    mutationFn: async () => bringBack?.(),
    onSuccess: async () => {
      await client.invalidateQueries();
      router.refresh();
    },
  });
  return (
    <tr>
      <th scope="row">{name}</th>
      <td className="dim">{kind}</td>
      <td className="dim">{since && format.day(since)}</td>
      <td className="num">
        {bringBack && (
          <button type="button" className="btn" disabled={act.isPending} onClick={() => act.mutate()}>
            {t("bringBack")}
          </button>
        )}
        <WriteProblem error={act.error} />
      </td>
    </tr>
  );
}
