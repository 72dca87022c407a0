"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { Fragment } from "react";
import { useConsole } from "@/components/console/console-context.tsx";
import { useSheet } from "@/components/console/use-sheet.ts";
import { listOf, type ModuleSwitches } from "@/components/switches/modules.ts";
import { useRuleWords } from "@/components/switches/rule-words.ts";
import { isPinned, useSwitchWords } from "@/components/switches/words.ts";
import { late } from "@/components/ui/late.tsx";
import { Panel } from "@/components/ui/panel.tsx";
import { useFormat } from "@/components/ui/use-format.ts";
import type { Rule } from "@/lib/core/evaluation/snapshot.ts";
import { pinsOf } from "@/lib/core/stages/module.ts";
import { unreadablesQuery } from "@/lib/measurements/queries/counted.ts";
import type { Unreadable } from "@/lib/measurements/schema.ts";
import type { SwitchView } from "@/lib/switches/schema/switch.ts";
import { DropPinsSheet } from "./drop-pins-sheet.tsx";
import inTab from "./in-tab.module.css";
import styles from "./list-tab.module.css";

const RulesSheet = late(() => import("@/components/switches/rules/rules-sheet.tsx").then((module) => module.RulesSheet));

/** Whom rules keep or send ahead, axis by axis, with what they could not read and what is seldom meant. */
export function RulesTab({ module, switches }: { module: string; switches: ModuleSwitches }) {
  const t = useTranslations("module.rules");
  const tWords = useTranslations("words");
  const { place, environment } = useConsole();
  const unreadables = useQuery(unreadablesQuery(place.project, place.environment, module)).data ?? [];
  const ruled = listOf(switches).filter(({ rules }) => rules.length > 0);
  const doors = <EditRules switches={switches} />;
  return (
    <Panel
      className={inTab.panel}
      title={t("title")}
      note={t("note", { environment: environment.name })}
      state={ruled.length === 0 ? { is: "empty", text: t("empty"), act: doors } : { is: "ok" }}
    >
      {ruled.map((view) => (
        <Fragment key={view.key}>
          <table className={styles.table} aria-label={t("of", { name: view.key })}>
            <thead>
              <tr>
                <th scope="col">{tWords(`Axis.${view.axis}`)}</th>
                <th scope="col">{t("conditions")}</th>
                <th scope="col">{t("result")}</th>
              </tr>
            </thead>
            <tbody>
              {view.rules.map((rule, index) => (
                <Row
                  key={rule.name}
                  view={view}
                  rule={rule}
                  warnings={view.warnings.filter(({ path }) => path.startsWith(`rules.${index}.`))}
                  unread={unreadables.find((one) => one.switch === view.key && one.rule === rule.name)}
                />
              ))}
            </tbody>
          </table>
          {isPinned(view) && <DropPins view={view} />}
        </Fragment>
      ))}
      <div className={styles.bar}>{doors}</div>
    </Panel>
  );
}

/** The rules of each switch as a form, and for whoever may only read, to try them out. */
function EditRules({ switches }: { switches: ModuleSwitches }) {
  const t = useTranslations("module.rules");
  const mayMove = useConsole().allows("switch.back");
  const { sheet, show, close } = useSheet(["rules"]);
  return listOf(switches).map((view) => (
    <Fragment key={view.key}>
      <button type="button" className="btn" onClick={() => show("rules", view.key)}>
        {t(mayMove ? "open" : "tryOpen", { name: view.key })}
      </button>
      {sheet?.of === view.key && <RulesSheet view={view} onClose={close} />}
    </Fragment>
  ));
}

/** The way on for a switch that only such rules keep from settling. */
function DropPins({ view }: { view: SwitchView }) {
  const t = useTranslations("module.rules.drop");
  const tSwitches = useTranslations("switches");
  const words = useSwitchWords();
  const mayMove = useConsole().allows("switch.forward");
  const { sheet, show, close } = useSheet(["drop-pins"]);
  const count = pinsOf(view.rules).length;
  return (
    <div className={styles.bar}>
      <span className="small">
        {words.others(view)} · {tSwitches("pins", { count, place: words.stage(view.position) })}
      </span>
      {mayMove && (
        <button type="button" className="btn" onClick={() => show("drop-pins", view.key)}>
          {t("open", { count, place: words.stage(view.position) })}
        </button>
      )}
      {mayMove && sheet?.of === view.key && <DropPinsSheet view={view} onClose={close} />}
    </div>
  );
}

type RowProps = { view: SwitchView; rule: Rule; warnings: SwitchView["warnings"]; unread: Unreadable | undefined };

function Row({ view, rule, warnings, unread }: RowProps) {
  const t = useTranslations("module.rules");
  const format = useFormat();
  const words = useSwitchWords();
  const conditionsOf = useRuleWords();
  const ahead = rule.result === "next" && view.next !== null;
  const place = words.stage(ahead ? (view.next ?? view.position) : view.position);
  return (
    <tr>
      <th scope="row">{rule.name}</th>
      <td>
        {conditionsOf(rule)}
        {unread && (
          <span className={styles.note}>
            {t(unread.example === null ? "unread" : "unreadExample", {
              count: format.count(unread.count),
              example: unread.example ?? "",
            })}
          </span>
        )}
        {[...new Set(warnings.map(({ warning }) => warning))].map((warning) => (
          <span key={warning} className={styles.note}>
            {t(`warning.${warning}`)}
          </span>
        ))}
      </td>
      <td className={`${styles.kept} ${ahead ? "c-new" : "c-old"}`}>{t(ahead ? "goes" : "stays", { place })}</td>
    </tr>
  );
}
