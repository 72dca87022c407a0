import { useTranslations } from "next-intl";
import { type KeyboardEvent, useRef, useState } from "react";
import { Mark } from "@/components/ui/mark.tsx";
import { LEVELS } from "@/lib/core/plan/risk-band.ts";
import type { RiskView } from "@/lib/risks/schema.ts";
import { cellName, cellsOf, middleOf, neighbour } from "./cells.ts";
import styles from "./risk-grid.module.css";

type Props = {
  risks: readonly RiskView[];
  /** The cell the list is filtered by; empty for none. */
  cell: string;
  onCell: (cell: string) => void;
  selected: RiskView | null;
};

const BANDS = ["low", "medium", "high", "critical"] as const;
const BAND: Record<(typeof BANDS)[number], string | undefined> = {
  low: styles.low,
  medium: styles.medium,
  high: styles.high,
  critical: styles.critical,
};

/** Impact over likelihood. Each cell is a button that filters the list; arrow keys walk, the grid is one tab stop. */
export function RiskGrid({ risks, cell, onCell, selected }: Props) {
  const t = useTranslations("risks");
  const cells = cellsOf(risks);
  const [focus, setFocus] = useState(0);
  const buttons = useRef<(HTMLButtonElement | null)[]>([]);
  const onKeyDown = (event: KeyboardEvent, index: number) => {
    const next = neighbour(index, event.key);
    if (next === null) return;
    event.preventDefault();
    setFocus(next);
    buttons.current[next]?.focus();
  };
  return (
    <>
      <div className={styles.frame}>
        <div className={styles.impacts} aria-hidden="true">
          {LEVELS.toReversed().map((level) => (
            <span key={level}>{level}</span>
          ))}
        </div>
        <fieldset className={styles.grid}>
          <legend className="visually-hidden">{t("grid")}</legend>
          {cells.map((entry, index) => {
            const name = cellName(entry);
            return (
              <button
                key={name}
                ref={(element) => {
                  buttons.current[index] = element;
                }}
                type="button"
                className={BAND[entry.band]}
                tabIndex={index === focus ? 0 : -1}
                aria-pressed={name === cell}
                aria-label={t("cell", { ...entry })}
                onFocus={() => setFocus(index)}
                onKeyDown={(event) => onKeyDown(event, index)}
                onClick={() => onCell(name === cell ? "" : name)}
              >
                {entry.count > 0 && <b>{entry.count}</b>}
                {entry.overdue > 0 && <Mark state="watch" />}
              </button>
            );
          })}
          {selected && <Path risk={selected} />}
        </fieldset>
        <div className={styles.likelihoods} aria-hidden="true">
          {LEVELS.map((level) => (
            <span key={level}>{level}</span>
          ))}
        </div>
      </div>
      <div className={`small ${styles.bands}`} aria-hidden="true">
        {BANDS.map((band) => (
          <span key={band}>
            <i className={BAND[band]} />
            {t(`band.${band}`)}
          </span>
        ))}
        <span className={styles.axis}>{t("likelihood")} →</span>
      </div>
    </>
  );
}

/** Where the selected risk stands and where its mitigation is to bring it. */
function Path({ risk }: { risk: RiskView }) {
  const from = middleOf(risk);
  const to = middleOf({ likelihood: risk.targetLikelihood, impact: risk.targetImpact });
  return (
    <span className={styles.path} aria-hidden="true">
      <svg viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true">
        <path d={`M${from.x},${from.y}L${to.x},${to.y}`} vectorEffect="non-scaling-stroke" />
      </svg>
      <i className={styles.target} style={{ left: `${to.x}%`, top: `${to.y}%` }} />
      <i className={styles.present} style={{ left: `${from.x}%`, top: `${from.y}%` }} />
    </span>
  );
}
