"use client";

import { createContext, useContext, useEffect, useMemo } from "react";
import { useConsole } from "@/components/console/console-context.tsx";
import { type OpenSheet, useSheet } from "@/components/console/use-sheet.ts";
import type { RollbackScope } from "@/components/switches/rollback/rollback-choices.ts";
import { late } from "@/components/ui/late.tsx";
import { indexOf, isAxis, type Position } from "@/lib/core/stages/positions.ts";

const RollbackSheet = late(() =>
  import("@/components/switches/rollback/rollback-sheet.tsx").then((module) => module.RollbackSheet),
);
const ProjectRollbackSheet = late(() =>
  import("@/components/switches/rollback/project-rollback-sheet.tsx").then((module) => module.ProjectRollbackSheet),
);
const StandSheet = late(() => import("./stand-sheet.tsx").then((module) => module.StandSheet));
const UndoSheet = late(() => import("./undo-sheet.tsx").then((module) => module.UndoSheet));

const AT_REST_MS = 4000;
const AGAIN_MS = 10_000;

/**
 * Going back, and stopping, must open and try without a network, and from a server that has other files by now. So the
 * code of these sheets is fetched once the page is there and at rest, until it is had.
 */
function useWayBackAtHand(): void {
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    const fetchAfter = (ms: number) => {
      timer = setTimeout(() => {
        const all = [RollbackSheet, ProjectRollbackSheet, StandSheet, UndoSheet].map(({ load }) => load());
        Promise.all(all).catch(() => fetchAfter(AGAIN_MS));
      }, ms);
    };
    fetchAfter(AT_REST_MS);
    return () => clearTimeout(timer);
  }, []);
}

const KINDS = ["rollback", "rollback-all", "hold", "release", "undo"] as const;

/** Opens the sheets that act on switches. Entries are absent when the reader's role can never use them. */
export type Acts = {
  rollback?: (scope: RollbackScope) => void;
  rollbackProject?: () => void;
  hold?: (module: string) => void;
  release?: (module: string) => void;
  undo?: (module: string) => void;
};

const ActsContext = createContext<Acts>({});

/** What the reader may do to switches, each as a function that opens its sheet. */
export function useActs(): Acts {
  return useContext(ActsContext);
}

/** Holds the one sheet that may be open. */
export function ActsProvider({ children }: { children: React.ReactNode }) {
  const { allows } = useConsole();
  useWayBackAtHand();
  const { sheet, show, close } = useSheet(KINDS);

  const acts = useMemo<Acts>(() => {
    const given: Acts = {};
    if (allows("switch.back")) {
      given.rollback = (scope) => show("rollback", written(scope));
      given.rollbackProject = () => show("rollback-all");
      given.undo = (module) => show("undo", module);
    }
    if (allows("switch.hold")) given.hold = (module) => show("hold", module);
    if (allows("switch.release")) given.release = (module) => show("release", module);
    return given;
  }, [allows, show]);

  return (
    <ActsContext value={acts}>
      {children}
      {sheet && <ActSheet key={sheet.of} sheet={sheet} acts={acts} onClose={close} />}
    </ActsContext>
  );
}

type SheetProps = { sheet: OpenSheet<(typeof KINDS)[number]>; acts: Acts; onClose: () => void };

/** Nothing where the reader's role can never use it, whoever gave the address. */
function ActSheet({ sheet: { kind, of }, acts, onClose }: SheetProps) {
  switch (kind) {
    case "rollback":
      if (!acts.rollback || !acts.rollbackProject) return null;
      return <RollbackSheet scope={scopeIn(of)} onClose={onClose} onEverything={acts.rollbackProject} />;
    case "rollback-all":
      return acts.rollbackProject ? <ProjectRollbackSheet onClose={onClose} /> : null;
    case "undo":
      return acts.undo ? <UndoSheet module={of} onClose={onClose} /> : null;
    default:
      return acts[kind] ? <StandSheet module={of} hold={kind === "hold"} onClose={onClose} /> : null;
  }
}

/** `orders`, `orders.data`, `orders.data.shadow`. */
function written({ module, axis, to }: RollbackScope): string {
  return [module, axis, to].filter(Boolean).join(".");
}

function scopeIn(text: string): RollbackScope {
  const [module = "", axis, to] = text.split(".");
  if (axis === undefined || !isAxis(axis)) return { module };
  return { module, axis, ...(to !== undefined && indexOf(axis, to) >= 0 ? { to: to as Position } : {}) };
}
