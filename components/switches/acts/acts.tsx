"use client";

import { createContext, useCallback, useContext, useEffect, useMemo, useState } from "react";
import { useConsole } from "@/components/console/console-context.tsx";
import type { RollbackScope } from "@/components/switches/rollback/rollback-choices.ts";
import { late } from "@/components/ui/late.tsx";

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
  useWayBackAtHand();
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
