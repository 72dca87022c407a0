import { Points, Rail } from "./rail.tsx";
import { POINTS_STOPS, STOPS } from "./rail-geometry.ts";
import styles from "./stops.module.css";

export type StopChoice = {
  value: string;
  label: string;
  /** Why it cannot be chosen now; null when it can. */
  blocked: string | null;
  /** What stands against a move there, though it may be looked at; drawn as a lock. */
  locked?: string | null;
};

type Props = {
  legend: string;
  name: string;
  choices: readonly StopChoice[];
  at: number;
  share: number;
  label: string;
  onChoose: (value: string) => void;
  /** Called when the reader comes near, before anything is chosen. */
  onIntent?: () => void;
};

/** A rail whose stops can be chosen: radio buttons laid over the drawing. Choosing proposes; it stores nothing. */
export function Stops({ legend, name, choices, at, share, label, onChoose, onIntent }: Props) {
  const [Drawing, stops] = choices.length === STOPS.length ? [Rail, STOPS] : [Points, POINTS_STOPS];
  const locked = choices.findIndex((choice) => choice.locked);
  return (
    <fieldset className={styles.stops} onPointerEnter={onIntent} onFocus={onIntent}>
      <legend className="visually-hidden">{legend}</legend>
      <Drawing at={at} share={share} label={label} locked={locked < 0 ? undefined : locked} />
      {choices.map((choice, index) => {
        const place = { left: stops[index]?.x, top: stops[index]?.y };
        const why = choice.blocked ?? choice.locked;
        const title = why ? `${choice.label}: ${why}` : choice.label;
        return (
          <span key={choice.value} title={title}>
            <input
              type="radio"
              name={name}
              value={choice.value}
              aria-label={title}
              style={place}
              disabled={choice.blocked !== null}
              checked={index === at}
              onChange={() => onChoose(choice.value)}
              onClick={() => index === at && share > 0 && onChoose(choice.value)}
            />
            <span className={styles.ring} style={place} />
          </span>
        );
      })}
    </fieldset>
  );
}
