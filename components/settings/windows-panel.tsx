"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useConsole } from "@/components/console/console-context.tsx";
import { useQueryState } from "@/components/console/query-state.ts";
import { useSheet } from "@/components/console/use-sheet.ts";
import { late } from "@/components/ui/late.tsx";
import { Health } from "@/components/ui/mark.tsx";
import { Panel } from "@/components/ui/panel.tsx";
import { useFormat } from "@/components/ui/use-format.ts";
import { windowsQuery } from "@/lib/windows/queries.ts";
import styles from "./settings.module.css";

const WindowSheet = late(() => import("./window-sheet.tsx").then((loaded) => loaded.WindowSheet));

/** When nothing moves forward: open freeze windows and those to come. Going back is never frozen. */
export function WindowsPanel() {
  const t = useTranslations("settings");
  const words = useTranslations("words");
  const format = useFormat();
  const { project, environments, allows } = useConsole();
  const query = useQuery(windowsQuery(project.key));
  const state = useQueryState(query, 2);
  const { sheet, show, close } = useSheet(["window", "new-window"]);
  const mayEdit = allows("window.edit");
  const windows = query.data ?? [];
  const add = (
    <button type="button" className="btn" onClick={() => show("new-window")}>
      {t("window.new")}
    </button>
  );
  const opened = sheet?.kind === "window" && windows.find(({ id }) => id === sheet.of);
  const empty = state.is === "ok" && windows.length === 0;
  const nameOf = (key: string | null) =>
    key === null ? t("window.everywhere") : (environments.find((environment) => environment.key === key)?.name ?? key);
  return (
    <>
      <Panel
        title={t("section.windows")}
        note={mayEdit ? t("window.note") : t("needsRole", { role: words("role.lead") })}
        end={mayEdit && !empty && add}
        state={empty ? { is: "empty", text: t("window.empty"), act: mayEdit && add } : state}
      >
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">{t("window.reason")}</th>
              <th scope="col">{t("window.environment")}</th>
              <th scope="col">{t("window.begins")}</th>
              <th scope="col">{t("window.ends")}</th>
              <th scope="col" className="num">
                {t("window.state")}
              </th>
            </tr>
          </thead>
          <tbody>
            {windows.map((window) => (
              <tr key={window.id}>
                <th scope="row">
                  {mayEdit ? (
                    <button type="button" className="name link" onClick={() => show("window", window.id)}>
                      {window.reason}
                    </button>
                  ) : (
                    window.reason
                  )}
                </th>
                <td>{nameOf(window.environment)}</td>
                <td className="dim">{format.exact(window.startsAt)}</td>
                <td className="dim">{format.exact(window.endsAt)}</td>
                <td className="num">
                  <Health state={window.open ? "held" : "open"}>{t(window.open ? "window.open" : "window.toCome")}</Health>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Panel>
      {mayEdit && sheet?.kind === "new-window" && <WindowSheet window={null} onClose={close} />}
      {mayEdit && opened && <WindowSheet key={opened.id} window={opened} onClose={close} />}
    </>
  );
}
