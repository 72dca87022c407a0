"use client";

import { useTranslations } from "next-intl";
import type { ModuleState } from "@/components/switches/use-module-health.ts";
import { usePlans } from "@/components/switches/use-plans.ts";
import type { Axis } from "@/lib/core/stages/positions.ts";
import type { PlanView } from "@/lib/switches/schema.ts";
import styles from "./board.module.css";
import { BoardRow } from "./board-row.tsx";
import { byDomain } from "./filters.ts";
import type { Selection } from "./use-selection.ts";

/** The one row whose review is open, and the axis under review. */
export type Opened = { module: string; axis: Axis };

export const COLUMNS = 11;
const NONE: readonly PlanView[] = [];

type Props = {
  states: readonly ModuleState[];
  opened: Opened | null;
  onOpen: (opened: Opened | null) => void;
  selection: Selection;
};

export function BoardTable({ states, opened, onOpen, selection }: Props) {
  const t = useTranslations("board.column");
  const plans = usePlans();
  const figures = ["mismatch", "p99", "errors", "inEffect", "changed"] as const;
  return (
    <table className={styles.board}>
      <thead>
        <tr>
          {(["module", "health", "data", "route", "call"] as const).map((name) => (
            <th key={name} scope="col">
              {t(name)}
            </th>
          ))}
          {figures.map((name) => (
            <th key={name} scope="col" className={`num ${styles.figure}`}>
              {t(name)}
            </th>
          ))}
          <th scope="col">
            <span className="sr">{t("acts")}</span>
          </th>
        </tr>
      </thead>
      {byDomain(states).map(({ domain, states: own }) => (
        <tbody key={domain}>
          {domain && (
            <tr className={styles.group}>
              <th scope="rowgroup" colSpan={COLUMNS}>
                {domain}
              </th>
            </tr>
          )}
          {own.map((state) => (
            <BoardRow
              key={state.module.key}
              state={state}
              plans={plans.get(state.module.key) ?? NONE}
              axis={opened?.module === state.module.key ? opened.axis : null}
              selected={selection.on ? selection.keys.has(state.module.key) : null}
              onSelect={() => selection.toggle(state.module.key)}
              onOpen={(axis) => onOpen(axis && { module: state.module.key, axis })}
            />
          ))}
        </tbody>
      ))}
    </table>
  );
}
