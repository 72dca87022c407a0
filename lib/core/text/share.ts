import { FULL_SHARE } from "../stages/state.ts";

/** Shares as people type them: thousandths of a percent inside, `12.5%` outside. */

/** `10%`, `0.001%`. */
export function shareText(thousandths: number): string {
  return `${thousandths / 1000}%`;
}

export const SHARE_EXPECTED = "expected a percentage such as 10% or 0.5%, or thousandths of a percent from 101 to 100000";

/**
 * Thousandths of a percent from `10%`, or from a bare number of thousandths. A bare number up to 100 could mean
 * either, so it means neither. Null when it is no share.
 */
export function parseShare(text: string): number | null {
  const [, number = "", percent] = /^(\d{1,6}(?:\.\d{1,3})?) ?(%?)$/.exec(text.trim()) ?? [];
  if (number === "" || (!percent && number.includes("."))) return null;
  const share = percent ? Math.round(Number(number) * 1000) : Number(number);
  if (share > FULL_SHARE || (!percent && share !== 0 && share <= 100)) return null;
  return share;
}
