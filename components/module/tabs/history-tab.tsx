"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import type { ModuleSwitches } from "@/components/switches/modules.ts";
import { glyphOf, useSwitchWords } from "@/components/switches/words.ts";
import { Direction } from "@/components/ui/direction.tsx";
import { Panel } from "@/components/ui/panel.tsx";
import { Segments } from "@/components/ui/segments.tsx";
import { useFormat } from "@/components/ui/use-format.ts";
import { AXES, type Axis } from "@/lib/core/stages/positions.ts";
import type { ChangeView } from "@/lib/switches/schema/change.ts";
import styles from "./history-tab.module.css";
import inTab from "./in-tab.module.css";
import { RestoreActs } from "./restore-acts.tsx";
import { StateDiff } from "./state-diff.tsx";

type Props = { switches: ModuleSwitches; history: readonly ChangeView[]; initialAxis: Axis };

/** Every state of one switch, newest first, and what lies between any two of them. */
export function HistoryTab({ switches, history, initialAxis }: Props) {
  const t = useTranslations("module.history");
  const words = useTranslations("words");
  const [axis, setAxis] = useState<Axis>(initialAxis);
  const states = history.filter((change) => change.axis === axis).sort((a, b) => b.version - a.version);
  const [picked, setPicked] = useState<{ older: number; newer: number } | null>(null);
  const newest = states[0]?.version ?? 1;
  const older = states.find(({ version }) => version === picked?.older) ?? states[1] ?? states[0];
  const newer = states.find(({ version }) => version === picked?.newer) ?? states[0];
  const pick = (part: "older" | "newer", version: number) =>
    setPicked({ older: older?.version ?? newest, newer: newer?.version ?? newest, [part]: version });

  return (
    <Panel
      className={inTab.panel}
      title={t("title")}
      note={t("note")}
      end={
        <Segments
          label={t("axis")}
          options={AXES.map((value) => ({ value, label: words(`Axis.${value}`) }))}
          value={axis}
          onChange={(value) => {
            setAxis(value);
            setPicked(null);
          }}
        />
      }
      state={states.length === 0 ? { is: "empty", text: t("empty") } : { is: "ok" }}
    >
      <div className={styles.columns}>
        <table className={styles.list}>
          <thead>
            <tr>
              <th scope="col">{t("compare")}</th>
              <th scope="col">{t("state")}</th>
              <th scope="col">{t("by")}</th>
              <th scope="col" className="num">
                {t("when")}
              </th>
            </tr>
          </thead>
          <tbody>
            {states.map((change) => (
              <Row key={change.version} change={change} axis={axis} older={older?.version} newer={newer?.version} onPick={pick} />
            ))}
          </tbody>
        </table>
        {older && newer && (
          <div>
            <StateDiff older={older} newer={newer} />
            <RestoreActs view={switches[axis]} states={[older, newer]} />
          </div>
        )}
      </div>
    </Panel>
  );
}

type RowProps = {
  change: ChangeView;
  axis: Axis;
  older: number | undefined;
  newer: number | undefined;
  onPick: (part: "older" | "newer", version: number) => void;
};

function Row({ change, axis, older, newer, onPick }: RowProps) {
  const t = useTranslations("module.history");
  const tWords = useTranslations("words");
  const words = useSwitchWords();
  const format = useFormat();
  const { version } = change;
  const glyph = glyphOf(change);
  const radio = (part: "older" | "newer", chosen: number | undefined) => (
    <input
      type="radio"
      name={`${part}-${axis}`}
      aria-label={t(part, { version })}
      checked={version === chosen}
      onChange={() => onPick(part, version)}
    />
  );
  return (
    <tr>
      <td className={styles.pick}>
        {radio("older", older)}
        {radio("newer", newer)}
        <span className="mono dim">v{version}</span>
      </td>
      <td>
        <Direction of={glyph} label={tWords(`direction.${glyph}`)} />
        {words.change(change)}
        {change.reason && <span className={`small ${styles.reason}`}>{change.reason}</span>}
      </td>
      <td className="dim">{change.actor.name}</td>
      <td className="num dim">{format.dayTime(change.at)}</td>
    </tr>
  );
}
