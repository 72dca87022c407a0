"use client";

import { useRef, useState } from "react";
import { useWindowed } from "@/components/ui/use-windowed.ts";
import { BoardTable, type BoardTableProps } from "./board-table.tsx";
import { useFind } from "./use-find.ts";

/** In two lines of text and a hairline, as nearly all are: what is otherwise takes a second look. */
const ROW_HEIGHT = 45;

/** A board of which only the rows in sight are drawn, and the one that is opened, active or focused. */
export function WindowedTable(props: BoardTableProps) {
  const { states, opened, active } = props;
  const table = useRef<HTMLTableElement>(null);
  const [focused, onFocusItem] = useState<string | null>(null);
  const pieces = useWindowed(table, {
    keys: states.map(({ module }) => module.key),
    estimate: ROW_HEIGHT,
    isKept: (key) => key === opened?.module || key === active || key === focused,
  });
  useFind();
  return <BoardTable {...props} windowed={{ table, pieces, onFocusItem }} />;
}
