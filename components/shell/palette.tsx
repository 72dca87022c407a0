"use client";

import { useTranslations } from "next-intl";
import { useId, useState } from "react";
import { Keys } from "@/components/ui/key-hint.tsx";
import { Sheet } from "@/components/ui/sheet.tsx";
import type { Command } from "./command.ts";
import { useModuleCommands } from "./commands-of-modules.ts";
import { useShellCommands } from "./commands-of-shell.ts";
import { matching } from "./matching.ts";
import styles from "./shell.module.css";

/** More is a reason to type on. */
const MOST_SHOWN = 60;

/** Finds pages, modules and acts by typing. Acts open their sheet or review; nothing moves from here. */
export function Palette({ onClose }: { onClose: () => void }) {
  const t = useTranslations("shell");
  const ofShell = useShellCommands();
  const ofModules = useModuleCommands();
  const [query, setQuery] = useState("");
  const [at, setAt] = useState(0);
  const list = useId();
  const found = matching([...ofShell, ...ofModules], query).slice(0, MOST_SHOWN);
  const chosen = Math.min(at, found.length - 1);
  const run = (command: Command | undefined) => {
    if (!command) return;
    onClose();
    // The sheet gives the focus back first; what opens next then remembers the right place.
    requestAnimationFrame(command.run);
  };

  return (
    <Sheet title={t("palette")} onClose={onClose}>
      <input
        className="input"
        role="combobox"
        aria-expanded="true"
        aria-controls={list}
        aria-activedescendant={found[chosen] ? `${list}-${chosen}` : undefined}
        aria-label={t("paletteSearch")}
        placeholder={t("paletteSearch")}
        autoComplete="off"
        value={query}
        onChange={(event) => {
          setQuery(event.target.value);
          setAt(0);
        }}
        onKeyDown={(event) => {
          if (event.key === "ArrowDown") setAt(Math.min(chosen + 1, found.length - 1));
          else if (event.key === "ArrowUp") setAt(Math.max(chosen - 1, 0));
          else if (event.key === "Enter" && !event.repeat) run(found[chosen]);
          else return;
          event.preventDefault();
        }}
      />
      <div id={list} role="listbox" aria-label={t("palette")} className={styles.options}>
        {found.map((command, index) => (
          <div
            key={command.id}
            id={`${list}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === chosen}
            onPointerMove={() => setAt(index)}
            onClick={() => run(command)}
            onKeyDown={(event) => event.key === "Enter" && run(command)}
          >
            {command.label}
            {command.keys && (
              <span>
                <Keys of={command.keys} />
              </span>
            )}
          </div>
        ))}
      </div>
      {found.length === 0 && <p className="dim">{t("paletteNothing", { query })}</p>}
    </Sheet>
  );
}
