"use client";

import { useTranslations } from "next-intl";
import { glyphOf, useSwitchWords } from "@/components/switches/words.ts";
import { Direction } from "@/components/ui/direction.tsx";
import { useFormat } from "@/components/ui/use-format.ts";
import type { NumberedChange } from "./bands.ts";
import styles from "./changes-list.module.css";

type Props = { moves: readonly NumberedChange[]; selected: number | null; onSelect: (number: number | null) => void };

/** The numbered lines of the charts in words, newest first; pressing a number strengthens its line. */
export function ChangesList({ moves, selected, onSelect }: Props) {
  const t = useTranslations("module.charts");
  const tWords = useTranslations("words");
  const words = useSwitchWords();
  const format = useFormat();
  if (moves.length === 0) return <p className="mute">{t("noChanges")}</p>;
  return (
    <ul className={styles.marks}>
      {moves.toReversed().map(({ number, change }) => {
        const glyph = glyphOf(change);
        return (
          <li key={`${change.switch} ${change.version}`}>
            <button
              type="button"
              aria-pressed={number === selected}
              aria-label={t("change", { number })}
              onClick={() => onSelect(number === selected ? null : number)}
            >
              {number}
            </button>
            <span>
              <Direction of={glyph} label={tWords(`direction.${glyph}`)} />
              <b>{words.change(change)}</b>
            </span>
            <span className="small">
              {t("by", { time: format.time(change.at), who: change.actor.name })}
              {change.reason && <span className={styles.reason}>{change.reason}</span>}
            </span>
          </li>
        );
      })}
    </ul>
  );
}
