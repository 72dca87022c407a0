"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import { useConsole } from "@/components/console/console-context.tsx";
import { useConnection } from "@/components/console/providers.tsx";
import { useQueryState } from "@/components/console/query-state.ts";
import { FirstSteps } from "@/components/start/first-steps.tsx";
import { RegisterModules } from "@/components/start/register-modules.tsx";
import { useModuleStates } from "@/components/switches/use-module-health.ts";
import { useNow } from "@/components/ui/clock.tsx";
import { Panel, type PanelState } from "@/components/ui/panel.tsx";
import { useFormat } from "@/components/ui/use-format.ts";
import { LatestChanges } from "./latest-changes.tsx";
import { ModuleTable } from "./module-table.tsx";
import { NextMilestones } from "./next-milestones.tsx";
import styles from "./overview.module.css";
import { TrafficPanel } from "./traffic.tsx";
import { Verdict } from "./verdict.tsx";

/** The worst; the board has all. */
const MOST_SHOWN = 30;

/** Is anything wrong, where the project stands against its dates, what changed last. */
export function Overview({ dataplane }: { dataplane: string }) {
  const t = useTranslations("overview");
  const shell = useTranslations("shell");
  const format = useFormat();
  const now = useNow(60_000);
  const { href, allows } = useConsole();
  const connection = useConnection();
  const { states, modules, switches } = useModuleStates();
  const asked = useQueryState(switches.data === undefined ? switches : modules, 4, [switches, modules]);
  const mayAdd = allows("module.edit");
  const none: PanelState = {
    is: "empty",
    text: t(mayAdd ? "noModules" : "noModulesAsk"),
    act: mayAdd && <RegisterModules primary />,
  };

  return (
    <>
      <div className="page">
        <h1>{shell("page.overview")}</h1>
        <span className="age">{format.exact(now)}</span>
      </div>
      <Verdict states={states} lost={connection.old ? connection.last : null} />
      <div className={styles.cols}>
        <div className={styles.col}>
          <FirstSteps dataplane={dataplane} />
          <Panel
            title={t("modules")}
            note={t("worstFirst")}
            end={
              <>
                {mayAdd && states && states.length > 0 && <RegisterModules />}{" "}
                <Link href={href("/board")}>{shell("page.board")}</Link>
              </>
            }
            state={states?.length === 0 && asked.is === "ok" ? none : asked}
          >
            {states && states.length > 0 && <ModuleTable states={states.slice(0, MOST_SHOWN)} />}
            {states && states.length > MOST_SHOWN && (
              <p className="small dim">
                <Link href={href("/board")}>{t("more", { count: states.length - MOST_SHOWN })}</Link>
              </p>
            )}
          </Panel>
          <TrafficPanel />
        </div>
        <div className={styles.col}>
          <NextMilestones />
          <LatestChanges />
        </div>
      </div>
    </>
  );
}
