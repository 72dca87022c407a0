"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useConsole } from "@/components/console/console-context.tsx";
import { useQueryState } from "@/components/console/query-state.ts";
import { useSheet } from "@/components/console/use-sheet.ts";
import { late } from "@/components/ui/late.tsx";
import { Panel } from "@/components/ui/panel.tsx";
import { useFormat } from "@/components/ui/use-format.ts";
import { environmentsQuery } from "@/lib/environments/queries.ts";
import { NewEnvironment } from "./new-environment.tsx";
import styles from "./settings.module.css";

const EnvironmentSheet = late(() => import("./environment-sheet.tsx").then((loaded) => loaded.EnvironmentSheet));

/** How careful each environment is – protected, a second person, the largest raise – and whose pages may read it. */
export function EnvironmentsPanel() {
  const t = useTranslations("settings");
  const format = useFormat();
  const { project, allows } = useConsole();
  const query = useQuery(environmentsQuery(project.key));
  const state = useQueryState(query, 3);
  const { sheet, show, close } = useSheet(["environment", "new-environment"]);
  const mayEdit = allows("environment.edit");
  const pages = (origins: string[]) => {
    if (origins.includes("*")) return t("environment.anyPage");
    return origins.length === 0 ? t("environment.noPage") : origins.join(", ");
  };
  const all = query.data ?? [];
  const opened = sheet?.kind === "environment" && all.find(({ key }) => key === sheet.of);
  const add = (
    <button type="button" className="btn" onClick={() => show("new-environment")}>
      {t("environment.new")}
    </button>
  );
  return (
    <>
      <Panel
        title={t("section.environments")}
        note={mayEdit ? t("environment.note") : t("needsAdmin")}
        end={mayEdit && add}
        state={state}
      >
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
            {all.map((environment) => (
              <tr key={environment.key}>
                <th scope="row">
                  {mayEdit ? (
                    <button type="button" className="name link" onClick={() => show("environment", environment.key)}>
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
      {mayEdit && opened && <EnvironmentSheet key={opened.key} environment={opened} all={all} onClose={close} />}
      {mayEdit && sheet?.kind === "new-environment" && <NewEnvironment onClose={close} />}
    </>
  );
}
