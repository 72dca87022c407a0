"use client";

import dynamic from "next/dynamic";
import { createContext, useCallback, useContext, useEffect, useMemo, useState } from "react";
import { useConsole } from "@/components/console/console-context.tsx";
import type { RollbackScope } from "@/components/switches/rollback/rollback-choices.ts";

const loadRollback = () => import("@/components/switches/rollback/rollback-sheet.tsx");
const loadProjectRollback = () => import("@/components/switches/rollback/project-rollback-sheet.tsx");
const RollbackSheet = dynamic(() => loadRollback().then((module) => module.RollbackSheet));
const ProjectRollbackSheet = dynamic(() => loadProjectRollback().then((module) => module.ProjectRollbackSheet));
const StandSheet = dynamic(() => import("./stand-sheet.tsx").then((module) => module.StandSheet));
const UndoSheet = dynamic(() => import("./undo-sheet.tsx").then((module) => module.UndoSheet));

/** Rollback must open, and try, without a network; so its sheets are fetched as soon as the page is at rest. */
function useRollbackAtHand(): void {
  useEffect(() => {
    const fetchSheets = () => {
      for (const load of [loadRollback, loadProjectRollback]) load().catch(() => undefined);
    };
    const timer = setTimeout(fetchSheets, AT_REST_MS);
    return () => clearTimeout(timer);
  }, []);
}

const AT_REST_MS = 4000;

type Open =
  | { sheet: "rollback"; scope: RollbackScope }
  | { sheet: "hold" | "release" | "undo"; module: string }
  | { sheet: "project" };

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
  useRollbackAtHand();
  const [open, setOpen] = useState<Open | null>(null);
  const close = useCallback(() => setOpen(null), []);

  const acts = useMemo<Acts>(() => {
    const given: Acts = {};
    if (allows("switch.back")) {
      given.rollback = (scope) => setOpen({ sheet: "rollback", scope });
      given.rollbackProject = () => setOpen({ sheet: "project" });
      given.undo = (module) => setOpen({ sheet: "undo", module });
    }
    if (allows("switch.hold")) given.hold = (module) => setOpen({ sheet: "hold", module });
    if (allows("switch.release")) given.release = (module) => setOpen({ sheet: "release", module });
    return given;
  }, [allows]);

  return (
    <ActsContext value={acts}>
      {children}
      {open && <OpenSheet open={open} onClose={close} onEverything={() => setOpen({ sheet: "project" })} />}
    </ActsContext>
  );
}

type SheetProps = { open: Open; onClose: () => void; onEverything: () => void };

function OpenSheet({ open, onClose, onEverything }: SheetProps) {
  switch (open.sheet) {
    case "rollback":
      return <RollbackSheet scope={open.scope} onClose={onClose} onEverything={onEverything} />;
    case "project":
      return <ProjectRollbackSheet onClose={onClose} />;
    case "undo":
      return <UndoSheet module={open.module} onClose={onClose} />;
    default:
      return <StandSheet module={open.module} hold={open.sheet === "hold"} onClose={onClose} />;
  }
}
