"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useConsole } from "@/components/console/console-context.tsx";
import { useQueryState } from "@/components/console/query-state.ts";
import { Panel } from "@/components/ui/panel.tsx";
import { useFormat } from "@/components/ui/use-format.ts";
import { environmentsQuery } from "@/lib/environments/queries.ts";
import type { EnvironmentView } from "@/lib/environments/schema.ts";
import { EnvironmentSheet } from "./environment-sheet.tsx";
import styles from "./settings.module.css";

/** How careful each environment is – protected, a second person, the largest raise – and whose pages may read it. */
export function EnvironmentsPanel() {
  const t = useTranslations("settings");
  const format = useFormat();
  const { project, allows } = useConsole();
  const query = useQuery(environmentsQuery(project.key));
  const state = useQueryState(query, 3);
  const [open, setOpen] = useState<EnvironmentView | null>(null);
  const mayEdit = allows("environment.edit");
  const pages = (origins: string[]) => {
    if (origins.includes("*")) return t("environment.anyPage");
    return origins.length === 0 ? t("environment.noPage") : origins.join(", ");
  };
  return (
    <>
      <Panel title={t("section.environments")} note={mayEdit ? t("environment.note") : t("needsAdmin")} state={state}>
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">{t("environment.name")}</th>
              <th scope="col">{t("environment.protected")}</th>
              <th scope="col">{t("environment.approvals")}</th>
              <th scope="col">{t("environment.pages")}</th>
              <th scope="col" className="num">
                {t("environment.stepLimit")}
              </th>
            </tr>
          </thead>
          <tbody>
            {(query.data ?? []).map((environment) => (
              <tr key={environment.key}>
                <th scope="row">
                  {mayEdit ? (
                    <button type="button" className="name link" onClick={() => setOpen(environment)}>
                      {environment.name}
                    </button>
                  ) : (
                    environment.name
                  )}
                </th>
                <td>{t(environment.protected ? "environment.isProtected" : "environment.notProtected")}</td>
                <td>{t(environment.approvals ? "environment.asked" : "environment.notAsked")}</td>
                <td>{pages(environment.allowedOrigins)}</td>
                <td className="num">
                  {environment.stepLimit === null ? (
                    <span className="mute">{t(environment.protected ? "environment.usual" : "environment.none")}</span>
                  ) : (
                    t("environment.limited", { limit: format.share(environment.stepLimit) })
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Panel>
      {open && <EnvironmentSheet key={open.key} environment={open} onClose={() => setOpen(null)} />}
    </>
  );
}
