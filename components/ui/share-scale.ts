/**
 * Shares are thousandths of a percent. The control sets its presets at even distances, so that the small
 * shares, where care is needed, get as much room as the large ones.
 */
export const FULL = 100_000;
export const PRESETS: readonly number[] = [0, 1000, 5000, 10_000, 25_000, 50_000, 75_000, FULL];

/** Steps of the slider between two presets. */
export const STEPS_BETWEEN = 100;
export const LAST_STEP = (PRESETS.length - 1) * STEPS_BETWEEN;

/** Where a share lies on the slider, 0 … LAST_STEP. */
export function toStep(share: number): number {
  const upper = PRESETS.findIndex((preset) => preset >= share);
  if (upper <= 0) return 0;
  const low = PRESETS[upper - 1] as number;
  const high = PRESETS[upper] as number;
  return (upper - 1 + (share - low) / (high - low)) * STEPS_BETWEEN;
}

/** The share at a place of the slider, rounded to what a hand can mean: whole percents, tenths below one. */
export function fromStep(step: number): number {
  const between = Math.min(PRESETS.length - 2, Math.floor(step / STEPS_BETWEEN));
  const low = PRESETS[between] as number;
  const high = PRESETS[between + 1] as number;
  const exact = low + ((step - between * STEPS_BETWEEN) / STEPS_BETWEEN) * (high - low);
  const unit = exact < 1000 ? 100 : 1000;
  return Math.round(exact / unit) * unit;
}

/** Reads "12.5", "12,5 %" or "0.001"; null when it is not a share from 0 to 100 %. */
export function parseShare(text: string): number | null {
  const plain = text.replace(/[%％\s\u00a0]/g, "").replace(",", ".");
  if (!/^\d{1,3}(\.\d{0,3})?$/.test(plain)) return null;
  const share = Math.round(Number(plain) * 1000);
  return share <= FULL ? share : null;
}

/** "12.5" for 12500: no trailing zeros, no unit. */
export function plainShare(share: number): string {
  return String(share / 1000);
}

export function clampShare(share: number): number {
  return Math.max(0, Math.min(FULL, share));
}

/** The preset after `share`; FULL when there is none. */
export function presetAfter(share: number): number {
  return PRESETS.find((preset) => preset > share) ?? FULL;
}
