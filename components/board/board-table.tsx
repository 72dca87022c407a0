"use client";

import { useTranslations } from "next-intl";
import { useEffect, useRef, useState } from "react";
import type { ModuleState } from "@/components/switches/use-module-health.ts";
import { usePlans } from "@/components/switches/use-plans.ts";
import { useWindowed } from "@/components/ui/use-windowed.ts";
import type { Axis } from "@/lib/core/stages/positions.ts";
import type { PlanView } from "@/lib/switches/schema.ts";
import styles from "./board.module.css";
import { BoardRow } from "./board-row.tsx";
import type { Selection } from "./use-selection.ts";

/** The one row whose review is open, and the axis under review. */
export type Opened = { module: string; axis: Axis };

export const COLUMNS = 11;
const NONE: readonly PlanView[] = [];

/** The row that keys act on; `seek` counts how often they went there. */
export type Active = { module: string; seek: number } | null;

/** Below this many rows every one is drawn. */
export const WINDOWED_FROM = 100;
const ROW_HEIGHT = 42;

type Props = {
  /** In the order of the board. */
  states: readonly ModuleState[];
  opened: Opened | null;
  onOpen: (opened: Opened | null) => void;
  active: Active;
  selection: Selection;
};

export function BoardTable({ states, opened, onOpen, active, selection }: Props) {
  const t = useTranslations("board.column");
  const plans = usePlans();
  const table = useRef<HTMLTableElement>(null);
  const [focused, setFocused] = useState<string | null>(null);
  const pieces = useWindowed(table, {
    keys: states.map(({ module }) => module.key),
    estimate: ROW_HEIGHT,
    isKept: (key) => key === opened?.module || key === active?.module || key === focused,
    from: WINDOWED_FROM,
  });
  useEffect(() => {
    if (active) table.current?.querySelector<HTMLElement>(`[data-item="${CSS.escape(active.module)}"] a`)?.focus();
  }, [active]);

  const figures = ["mismatch", "p99", "errors", "inEffect", "changed"] as const;
  const isWindowed = states.length >= WINDOWED_FROM;
  return (
    <table
      ref={table}
      className={styles.board}
      aria-rowcount={isWindowed ? states.length + 1 : undefined}
      onFocus={(event) => setFocused(event.target.closest<HTMLElement>("[data-item]")?.dataset.item ?? null)}
    >
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
      {pieces.map((piece) => {
        if (piece.is === "gap") return <Gap key={`gap ${piece.after}`} height={piece.height} />;
        const state = states[piece.index];
        if (!state) return null;
        const { key, domain } = state.module;
        return (
          <tbody key={key} data-item={key}>
            {domain && domain !== states[piece.index - 1]?.module.domain && (
              <tr className={styles.group}>
                <th scope="rowgroup" colSpan={COLUMNS}>
                  {domain}
                </th>
              </tr>
            )}
            <BoardRow
              state={state}
              plans={plans.get(key) ?? NONE}
              index={isWindowed ? piece.index + 2 : undefined}
              axis={opened?.module === key ? opened.axis : null}
              selected={selection.on ? selection.keys.has(key) : null}
              onSelect={() => selection.toggle(key)}
              onOpen={(axis) => onOpen(axis && { module: key, axis })}
            />
          </tbody>
        );
      })}
    </table>
  );
}

/** The room of rows that are out of sight. */
function Gap({ height }: { height: number }) {
  return (
    <tbody aria-hidden="true">
      <tr>
        <td colSpan={COLUMNS} style={{ height, padding: 0, border: 0 }} />
      </tr>
    </tbody>
  );
}
