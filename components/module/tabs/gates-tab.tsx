"use client";

import { useTranslations } from "next-intl";
import { useConsole } from "@/components/console/console-context.tsx";
import { Gates } from "@/components/switches/gates.tsx";
import { listOf, type ModuleSwitches } from "@/components/switches/modules.ts";
import { raiseTarget } from "@/components/switches/raise.ts";
import { useSwitchWords } from "@/components/switches/words.ts";
import { Panel } from "@/components/ui/panel.tsx";
import styles from "./gates-tab.module.css";
import inTab from "./in-tab.module.css";

/** For each axis, what the rules say now of its next position and of the way back. */
export function GatesTab({ switches }: { switches: ModuleSwitches }) {
  const t = useTranslations("module.gates");
  const tWords = useTranslations("words");
  const words = useSwitchWords();
  const { environment } = useConsole();
  const moves = listOf(switches).flatMap((view) => {
    const ahead = raiseTarget(view);
    return view.moves
      .filter(({ target, direction, refusals }) => target === ahead || (direction === "back" && !refusals.some(isSkip)))
      .map((move) => ({ view, move }));
  });
  return (
    <Panel
      className={inTab.panel}
      title={t("title")}
      note={t("note", { environment: environment.name })}
      state={moves.length === 0 ? { is: "empty", text: t("empty") } : { is: "ok" }}
    >
      <div className={styles.moves}>
        {moves.map(({ view, move }) => (
          <section key={`${view.key} ${move.target}`} aria-label={t("move", { name: view.key, place: words.stage(move.target) })}>
            <h3>
              {tWords(`Axis.${view.axis}`)} →{" "}
              <span className={move.direction === "back" ? "c-old" : "c-new"}>{words.stage(move.target)}</span>{" "}
              <span className={`small mute ${styles.level}`}>{t(`level.l${move.level}`)}</span>
            </h3>
            <Gates gates={move.gates} refusals={move.refusals} />
          </section>
        ))}
      </div>
    </Panel>
  );
}

const isSkip = ({ rule }: { rule: string }) => rule === "adjacent" || rule === "unchanged";
