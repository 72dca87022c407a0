"use client";

import { useTranslations } from "next-intl";
import { useId, useState } from "react";
import styles from "./share-control.module.css";
import { clampShare, fromStep, LAST_STEP, PRESETS, parseShare, plainShare, toStep } from "./share-scale.ts";
import { ShareTrack } from "./share-track.tsx";
import { useFormat } from "./use-format.ts";

type Props = {
  /** Thousandths of a percent that are stored now, and that are proposed. */
  stored: number;
  value: number;
  onChange: (share: number) => void;
  /** Words of the two ends. */
  from: string;
  to: string;
  label: string;
  /** Largest share one step may reach, when there is such a limit. */
  limit?: number;
};

const WHOLE = 1000;

/** Proposes a share: a handle on the track, presets, and a field that takes 0.001 %. Stores nothing. */
export function ShareControl({ stored, value, onChange, from, to, label, limit }: Props) {
  const t = useTranslations("ui");
  const format = useFormat();
  return (
    <div>
      <div className={styles.control}>
        <input
          type="range"
          className={styles.range}
          min={0}
          max={LAST_STEP}
          value={toStep(value)}
          step="any"
          aria-label={label}
          aria-valuetext={t("shareValue", { share: format.share(value), stored: format.share(stored) })}
          onChange={(event) => onChange(fromStep(Number(event.target.value)))}
          onKeyDown={(event) => {
            const next = shareAfterKey(event.key, value);
            if (next === null) return;
            event.preventDefault();
            onChange(next);
          }}
        />
        <ShareTrack
          {...{ stored, value, from, to }}
          storedLabel={t("stored", { share: format.share(stored) })}
          valueLabel={format.share(value)}
          limit={limit === undefined ? null : { share: limit, label: t("beyondLimit") }}
        />
      </div>
      <div className={styles.presets}>
        <fieldset className="segments">
          <legend className="visually-hidden">{t("presets")}</legend>
          {PRESETS.map((preset) => (
            <button key={preset} type="button" aria-pressed={preset === value} onClick={() => onChange(preset)}>
              {plainShare(preset)}
            </button>
          ))}
        </fieldset>
        <ShareField value={value} label={label} onChange={onChange} />
      </div>
    </div>
  );
}

/** The share after a key: arrows move one percent, Page ten, Home and End to the ends; null for other keys. */
export function shareAfterKey(key: string, share: number): number | null {
  switch (key) {
    case "ArrowRight":
    case "ArrowUp":
      return clampShare(share + WHOLE);
    case "ArrowLeft":
    case "ArrowDown":
      return clampShare(share - WHOLE);
    case "PageUp":
      return clampShare(share + 10 * WHOLE);
    case "PageDown":
      return clampShare(share - 10 * WHOLE);
    case "Home":
      return clampShare(0);
    case "End":
      return clampShare(Number.POSITIVE_INFINITY);
    default:
      return null;
  }
}

/** Takes what is typed at once, so that a key that applies finds it; says what is wrong, keeps what was typed. */
function ShareField({ value, label, onChange }: { value: number; label: string; onChange: (share: number) => void }) {
  const t = useTranslations("ui");
  const [text, setText] = useState(plainShare(value));
  const [known, setKnown] = useState(value);
  const id = useId();
  const parsed = parseShare(text);
  if (value !== known) {
    setKnown(value);
    if (parsed !== value) setText(plainShare(value));
  }
  const take = (typed: string) => {
    setText(typed);
    const share = parseShare(typed);
    if (share !== null) onChange(share);
  };
  return (
    <div className={styles.field}>
      <input
        className="input"
        inputMode="decimal"
        autoComplete="off"
        value={text}
        aria-label={t("shareField", { label })}
        aria-invalid={parsed === null}
        aria-describedby={parsed === null ? id : undefined}
        onChange={(event) => take(event.target.value)}
      />
      <span aria-hidden="true">%</span>
      {parsed === null && (
        <p id={id} className="error">
          {t("shareError")}
        </p>
      )}
    </div>
  );
}
