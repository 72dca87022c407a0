"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import { lazy, useMemo, useState } from "react";
import { flushSync } from "react-dom";
import { useConsole } from "@/components/console/console-context.tsx";
import { CsvButton } from "@/components/console/csv-button.tsx";
import { useConnection } from "@/components/console/providers.tsx";
import { useQueryState } from "@/components/console/query-state.ts";
import { useCopy } from "@/components/console/use-copy.ts";
import { useSearchValue } from "@/components/console/use-search-value.ts";
import { useModuleStates } from "@/components/switches/use-module-health.ts";
import { useNow } from "@/components/ui/clock.tsx";
import { late } from "@/components/ui/late.tsx";
import { Panel } from "@/components/ui/panel.tsx";
import { useFormat } from "@/components/ui/use-format.ts";
import { MANY_MODULES } from "@/lib/switches/queries/standings.ts";
import styles from "./board.module.css";
import type { Opened } from "./board-row.tsx";
import { BoardSentence } from "./board-sentence.tsx";
import { BoardTable } from "./board-table.tsx";
import { filtersFrom, inOrder, matches, sortFrom } from "./filters.ts";
import { Tools } from "./tools.tsx";
import { useBoardKeys } from "./use-board-keys.ts";
import { useSelection } from "./use-selection.ts";

const SelectionBar = late(() => import("./selection-bar.tsx").then((module) => module.SelectionBar));

// It comes with the page where modules are many. A boundary of its own would keep its rows hidden until scripts run.
const WindowedTable = lazy(() => import("./windowed-table.tsx").then((module) => ({ default: module.WindowedTable })));

/** Every module on its three axes, and where each can be moved from. */
export function Board() {
  const t = useTranslations("board");
  const shell = useTranslations("shell");
  const { environment } = useConsole();
  const { states, modules, switches, summaries } = useModuleStates();
  const connection = useConnection();
  const asked = useQueryState(switches.data === undefined ? switches : modules, 6, [switches, modules]);
  const [opened, setOpened] = useState<Opened | null>(null);
  const [active, setActive] = useState<string | null>(null);
  const [q] = useSearchValue("q");
  const [stage] = useSearchValue("stage");
  const [owner] = useSearchValue("owner");
  const [health] = useSearchValue("health");
  const [sort] = useSearchValue("sort");
  const found = useMemo(() => {
    const filters = filtersFrom({ q, stage, owner, health });
    return states?.filter((state) => matches(state, filters)) ?? [];
  }, [states, q, stage, owner, health]);
  const shown = useMemo(() => inOrder(found, sortFrom(sort)), [found, sort]);
  const selection = useSelection();
  const [copied, copy] = useCopy();
  // At once: the next key must not meet the row before.
  const goTo = (module: string) => {
    flushSync(() => setActive(module));
    document.querySelector<HTMLElement>(`[data-item="${CSS.escape(module)}"] a`)?.focus();
  };
  useBoardKeys({ states: shown, worst: found[0] ?? null, goTo, onOpen: setOpened, onSelect: selection.toggle, onCopy: copy });

  const none = states?.length === 0;
  const Table = (states?.length ?? 0) > MANY_MODULES ? WindowedTable : BoardTable;
  const empty = { is: "empty", text: t("noModules") } as const;
  const table = <Table states={shown} opened={opened} onOpen={setOpened} active={active} selection={selection} />;
  return (
    <div className="wide-page">
      <div className="page">
        <h1>{shell("page.board")}</h1>
        <span className="age">
          <CsvButton name="board" lines={() => import("./csv-lines.ts").then(({ csvLines }) => csvLines(shown))} />{" "}
          <DataAge newest={Math.max(...(summaries.data ?? []).map(({ newest }) => newest ?? 0))} />
        </span>
      </div>
      <BoardSentence states={states} lost={connection.old ? connection.last : null} />
      <Tools states={states ?? []} onSelect={selection.on ? null : selection.begin} />
      {copied && (
        <p className="small dim" role="status">
          {t("copied")} <code>{copied}</code>
        </p>
      )}
      {selection.on && (
        <SelectionBar states={shown.filter(({ module }) => selection.keys.has(module.key))} onClear={selection.clear} />
      )}
      {asked.is !== "ok" || shown.length === 0 ? (
        <Panel title={environment.name} state={asked.is === "ok" && none ? empty : asked}>
          {shown.length > 0 && table}
          {shown.length === 0 && !none && <NoMatch />}
        </Panel>
      ) : (
        <div className={styles.wrap}>{table}</div>
      )}
    </div>
  );
}

/** Everything is there, but filtered away. */
function NoMatch() {
  const t = useTranslations("board");
  const { href } = useConsole();
  return (
    <p className="dim">
      {t("noMatch")} <Link href={href("/board")}>{t("showAll")}</Link>
    </p>
  );
}

/** How old the newest measurement is; that is another fact than the age of the connection. */
function DataAge({ newest }: { newest: number }) {
  const t = useTranslations("board");
  const format = useFormat();
  const now = useNow(1000);
  if (!(newest > 0)) return t("noMetrics");
  return <span suppressHydrationWarning>{t("metricsAge", { age: format.age(newest * 1000, now) })}</span>;
}
