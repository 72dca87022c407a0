/** Figures as text: real minus, a no-break space before the unit, three significant digits for durations. */

const SPACE = "\u00a0";

export function seconds(value: number): string {
  if (value === 0) return `0${SPACE}ms`;
  if (value < 0.9995) return `${significant(value * 1000, 3)}${SPACE}ms`;
  return value < 99.95 ? `${significant(value, 3)}${SPACE}s` : `${grouped(Math.round(value))}${SPACE}s`;
}

/** A duration on an axis: `300 ms`, `3 s`. */
export function tickSeconds(value: number): string {
  return value < 1 ? `${Number((value * 1000).toPrecision(2))}${SPACE}ms` : `${value}${SPACE}s`;
}

export function percent(rate: number): string {
  return `${percentFigure(rate)}${SPACE}%`;
}

/** The figure alone: two significant digits below ten percent, at most three decimals. */
export function percentFigure(rate: number): string {
  const value = rate * 100;
  if (value === 0) return "0";
  if (Math.abs(value) < 0.001) return value < 0 ? "−0.001" : "<0.001";
  const digits = Math.abs(value) >= 10 ? 1 : Math.min(3, 1 - Math.floor(Math.log10(Math.abs(value))));
  return minus(String(Number(value.toFixed(digits))));
}

export function signedPercentFigure(rate: number): string {
  return rate > 0 ? `+${percentFigure(rate)}` : percentFigure(rate);
}

export function times(ratio: number): string {
  return `${significant(ratio, 2)}${SPACE}×`;
}

export function grouped(value: number): string {
  return minus(value.toLocaleString("en"));
}

function significant(value: number, digits: number): string {
  const rounded = Number(value.toPrecision(digits));
  return minus(
    Math.abs(rounded) >= 1000
      ? grouped(rounded)
      : rounded.toPrecision(digits).includes("e")
        ? String(rounded)
        : rounded.toPrecision(digits),
  );
}

function minus(text: string): string {
  return text.replace("-", "−");
}
