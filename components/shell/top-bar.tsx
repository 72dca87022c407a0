"use client";

import { useTranslations } from "next-intl";
import { useSyncExternalStore } from "react";
import { useConsole } from "@/components/console/console-context.tsx";
import { Icon } from "@/components/ui/icon.tsx";
import { ConnectionFact } from "./connection-fact.tsx";
import { EnvironmentMenu, ProjectMenu } from "./place-menus.tsx";
import { LastChange } from "./recent-changes.tsx";
import { otherTheme, setTheme } from "./theme.ts";
import { UserMenu } from "./user-menu.tsx";

type Props = { onMenu: () => void; onPalette: () => void; onKeys: () => void };

/** Where I am, what changed last, how fresh it is. Production fills the whole bar. */
export function TopBar({ onMenu, onPalette, onKeys }: Props) {
  const t = useTranslations("shell");
  const { environment, project } = useConsole();
  const apple = useSyncExternalStore(never, isApple, () => false);
  return (
    <header className={`bar ${environment.protected ? "prod" : ""}`}>
      <button type="button" className="nav-menu" aria-label={t("menu")} onClick={onMenu}>
        <Icon name="menu" />
      </button>
      <div className="where">
        <ProjectMenu />
      </div>
      <EnvironmentMenu />
      {project.demo && (
        <span className="plate chip wide" title={t("demoNote")}>
          DEMO
        </span>
      )}
      <LastChange />
      <ConnectionFact />
      <button type="button" className="tool wide" aria-label={t("palette")} onClick={onPalette}>
        {apple ? "⌘K" : "Ctrl K"}
      </button>
      <button type="button" className="tool wide" aria-label={t("otherTheme")} onClick={() => setTheme(otherTheme())}>
        ◐
      </button>
      <div className="wide">
        <UserMenu onKeys={onKeys} />
      </div>
    </header>
  );
}

function never(): () => void {
  return () => undefined;
}

function isApple(): boolean {
  return /mac|iphone|ipad/i.test(navigator.platform);
}
