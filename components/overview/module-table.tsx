"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import { useConsole } from "@/components/console/console-context.tsx";
import { AxisView } from "@/components/switches/axis.tsx";
import { FigureCells } from "@/components/switches/figure-cells.tsx";
import { latestChange } from "@/components/switches/modules.ts";
import type { ModuleState } from "@/components/switches/use-module-health.ts";
import { placeOf, useSwitchWords } from "@/components/switches/words.ts";
import { Health } from "@/components/ui/mark.tsx";
import { Time } from "@/components/ui/time.tsx";
import styles from "./overview.module.css";

/** One line a module, worst first. */
export function ModuleTable({ states }: { states: readonly ModuleState[] }) {
  const t = useTranslations("overview.column");
  return (
    <table className={styles.mods}>
      <thead>
        <tr>
          <th scope="col">{t("health")}</th>
          <th scope="col">{t("module")}</th>
          <th scope="col">{t("data")}</th>
          <th scope="col">{t("routeCall")}</th>
          <th scope="col" className="num">
            {t("mismatch")}
          </th>
          <th scope="col" className="num">
            {t("p99")}
          </th>
          <th scope="col" className="num">
            {t("errors")}
          </th>
          <th scope="col" className="num">
            {t("changed")}
          </th>
        </tr>
      </thead>
      <tbody>
        {states.map((state) => (
          <ModuleLine key={state.module.key} state={state} />
        ))}
      </tbody>
    </table>
  );
}

function ModuleLine({ state }: { state: ModuleState }) {
  const { href } = useConsole();
  const words = useSwitchWords();
  const tWords = useTranslations("words");
  const { module, switches, health } = state;
  const { route, call, data } = switches;
  const change = latestChange(switches);
  return (
    <tr>
      <td>
        <Health state={health.state}>{tWords(`health.${health.state}`)}</Health>
      </td>
      <td>
        <Link className="name" href={href(`/m/${module.key}`)}>
          {module.key}
        </Link>
      </td>
      <td data-label={tWords("Axis.data")}>{data && <AxisView view={data} />}</td>
      <td className={`dim ${styles.paths}`}>
        {[route, call].map(
          (view) =>
            view && (
              <span key={view.key} data-label={tWords(`Axis.${view.axis}`)}>
                {words.place(placeOf(view))}
              </span>
            ),
        )}
      </td>
      <FigureCells state={state} />
      <td className="num mute">{change ? <Time at={change.at} bare /> : "–"}</td>
    </tr>
  );
}
