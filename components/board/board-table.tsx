"use client";

import { useTranslations } from "next-intl";
import type { RefObject } from "react";
import { useSearchValue } from "@/components/console/use-search-value.ts";
import { usePlans } from "@/components/switches/plans/use-plans.ts";
import type { ModuleState } from "@/components/switches/use-module-health.ts";
import type { Piece } from "@/components/ui/windowed.ts";
import type { PlanView } from "@/lib/plans/schema.ts";
import styles from "./board.module.css";
import { BoardRow, type Opened } from "./board-row.tsx";
import { COLUMNS } from "./columns.ts";
import type { Selection } from "./use-selection.ts";

const NONE: readonly PlanView[] = [];

export type BoardTableProps = {
  /** In the order of the board. */
  states: readonly ModuleState[];
  opened: Opened | null;
  onOpen: (opened: Opened | null) => void;
  /** The module that keys went to last; its row is drawn. */
  active: string | null;
  selection: Selection;
};

/** What only a part of is drawn. */
type Windowed = {
  table: RefObject<HTMLTableElement | null>;
  pieces: readonly Piece[];
  onFocusItem: (key: string | null) => void;
};

export function BoardTable({ states, opened, onOpen, selection, windowed }: BoardTableProps & { windowed?: Windowed }) {
  const t = useTranslations("board.column");
  const plans = usePlans();
  const pieces = windowed?.pieces ?? states.map((_, index) => ({ is: "item", index }) as const);

  const figures = ["mismatch", "p99", "errors", "inEffect", "changed"] as const;
  return (
    <table
      ref={windowed?.table}
      className={styles.board}
      aria-rowcount={windowed ? states.length + 1 : undefined}
      onFocus={(event) => windowed?.onFocusItem(event.target.closest<HTMLElement>("[data-item]")?.dataset.item ?? null)}
    >
      <thead>
        <tr>
          {(["module", "health", "data", "route", "call"] as const).map((name) => (
            <Head key={name} name={name} />
          ))}
          {figures.map((name) =>
            name === "changed" ? (
              <Head key={name} name={name} className={`num ${styles.figure}`} />
            ) : (
              <th key={name} scope="col" className={`num ${styles.figure}`}>
                {t(name)}
              </th>
            ),
          )}
          <th scope="col">
            <span className="visually-hidden">{t("acts")}</span>
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
              index={windowed ? piece.index + 2 : undefined}
              axis={opened?.module === key ? opened.axis : null}
              selected={selection.on ? selection.keys.has(key) : null}
              onSelect={selection.toggle}
              onOpen={onOpen}
            />
          </tbody>
        );
      })}
    </table>
  );
}

/** The order that the head of a column asks for; worst first is the usual one. */
const SORT_OF = { module: "name", health: "", data: "data", route: "route", call: "call", changed: "newest" } as const;

function Head({ name, className }: { name: keyof typeof SORT_OF; className?: string }) {
  const t = useTranslations("board.column");
  const [sort, setSort] = useSearchValue("sort");
  const on = sort === SORT_OF[name];
  return (
    <th scope="col" className={className} aria-sort={on ? (name === "module" ? "ascending" : "descending") : undefined}>
      <button type="button" className="sort" onClick={() => setSort(SORT_OF[name])}>
        {t(name)}
      </button>
    </th>
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
