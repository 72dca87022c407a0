"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import { memo, useRef } from "react";
import { useConsole } from "@/components/console/console-context.tsx";
import { useActs } from "@/components/switches/acts/acts.tsx";
import { AxisControl } from "@/components/switches/acts/axis-control.tsx";
import { FigureCells } from "@/components/switches/figure-cells.tsx";
import { heldBy, isHeld, latestChange, type ModuleRows, newInUse } from "@/components/switches/modules.ts";
import { PlanStrip } from "@/components/switches/plans/lazy-plan-strip.tsx";
import { Propagation } from "@/components/switches/propagation.tsx";
import { raiseTarget } from "@/components/switches/raise.ts";
import { Review } from "@/components/switches/review/lazy-review.tsx";
import { useEffectOf } from "@/components/switches/use-effect-of.ts";
import { type ModuleState, sameState } from "@/components/switches/use-module-health.ts";
import { Icon } from "@/components/ui/icon.tsx";
import { Health } from "@/components/ui/mark.tsx";
import { Time } from "@/components/ui/time.tsx";
import type { Axis } from "@/lib/core/stages/positions.ts";
import type { PlanView } from "@/lib/plans/schema.ts";
import styles from "./board.module.css";
import { COLUMNS } from "./columns.ts";

/** The one row whose review is open, and the axis under review. */
export type Opened = { module: string; axis: Axis };

type Props = {
  state: ModuleState;
  /** What is under way in it. */
  plans: readonly PlanView[];
  /** Its place among all rows, where not all are drawn. */
  index: number | undefined;
  /** The axis under review in this row; null when the row is closed. */
  axis: Axis | null;
  onOpen: (opened: Opened | null) => void;
  /** Whether it is among those selected; null while nobody selects. */
  selected: boolean | null;
  onSelect: (module: string) => void;
};

/** Drawn again when something of it is other than before: of a long board most is the same most of the time. */
export const BoardRow = memo(Row, isSame);

function isSame({ state: before, ...rest }: Props, { state, ...now }: Props): boolean {
  const names = Object.keys(now) as (keyof typeof now)[];
  return sameState(before, state) && names.every((name) => Object.is(rest[name], now[name]));
}

function Row({ state, plans, index, axis, onOpen, selected, onSelect }: Props) {
  const { href } = useConsole();
  const t = useTranslations("board");
  const words = useTranslations("words");
  const row = useRef<HTMLTableRowElement>(null);
  const { module, switches, health } = state;
  const effect = useEffectOf(switches);
  const change = latestChange(switches);
  const held = isHeld(switches);
  const reviewed = axis ? switches[axis] : undefined;
  const close = () => {
    onOpen(null);
    row.current?.querySelector<HTMLElement>("a")?.focus();
  };

  return (
    <>
      <tr
        ref={row}
        className={`${styles.row} ${reviewed || selected ? styles.open : health.state === "bad" ? styles.bad : ""}`}
        data-module={module.key}
        aria-rowindex={index}
      >
        <td>
          {selected !== null && (
            <button
              type="button"
              className={styles.select}
              aria-pressed={selected}
              aria-label={t("select", { module: module.key })}
              onClick={() => onSelect(module.key)}
            />
          )}
          <Link className="name" href={href(`/m/${module.key}`)}>
            {module.key}
          </Link>
          {module.owner && <span className={`small ${styles.owner}`}>{module.owner}</span>}
        </td>
        <td className={styles.health}>
          <Health state={health.state}>{words(`health.${health.state}`)}</Health>
          {held && health.state !== "held" && <span className={`small ${styles.owner}`}>{words("health.held")}</span>}
        </td>
        {(["data", "route", "call"] as const).map((name) => {
          const view = switches[name];
          return (
            <td
              key={name}
              className={name === "data" ? styles.rail : styles.points}
              data-label={words(`axis.${name}`)}
              data-axis={name}
            >
              {view && <AxisControl view={view} onReview={() => onOpen({ module: module.key, axis: name })} />}
            </td>
          );
        })}
        <FigureCells state={state} className={styles.figure ?? ""} />
        <td className={`num ${styles.figure}`}>
          {effect && effect.of > 0 ? t("of", { applied: effect.applied, of: effect.of }) : "–"}
        </td>
        <td className={`num ${styles.figure}`}>{change ? <Time at={change.at} bare /> : "–"}</td>
        <td className={styles.actions}>
          <RowActs state={state} held={held} />
        </td>
      </tr>
      <tr className={`${styles.news} ${reviewed ? styles.open : ""}`}>
        <td colSpan={COLUMNS}>
          <Propagation module={module.key} switches={switches} />
          <HeldNote switches={switches} />
          {plans.map((plan) => (
            <PlanStrip key={plan.id} plan={plan} />
          ))}
        </td>
      </tr>
      {reviewed && raiseTarget(reviewed) && (
        <tr className={styles.review}>
          <td colSpan={COLUMNS}>
            <Review state={state} axis={reviewed.axis} onClose={close} />
          </td>
        </tr>
      )}
    </>
  );
}

/** Who holds the module, and since when. */
function HeldNote({ switches }: { switches: ModuleRows }) {
  const t = useTranslations("board");
  const change = heldBy(switches);
  return (
    change && <p className="small dim">{t.rich("heldBy", { who: change.by, when: () => <Time at={change.at} side="left" /> })}</p>
  );
}

/** Roll back is never in a menu; it is filled when the module is Bad. */
function RowActs({ state, held }: { state: ModuleState; held: boolean }) {
  const t = useTranslations("board");
  const { rollback, release } = useActs();
  const { module, switches, health } = state;
  return (
    <span className={styles.acts}>
      {held && release && (
        <button
          type="button"
          className="btn"
          onClick={() => release(module.key)}
          aria-label={t("releaseModule", { module: module.key })}
        >
          {t("release")}
        </button>
      )}
      {rollback && newInUse(switches) && (
        <button
          type="button"
          className={`btn ${health.state === "bad" ? "back" : "back-quiet"}`}
          onClick={() => rollback({ module: module.key })}
          aria-label={t("rollbackModule", { module: module.key })}
        >
          <Icon name="back" />
          {t("rollback")}
        </button>
      )}
    </span>
  );
}
