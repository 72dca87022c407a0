import { FULL_SHARE } from "../stages/state.ts";
import { murmur3 } from "./murmur3.ts";

/**
 * The subject's place from 0 to 99,999; it is ahead when its bucket is below the share. flagd's
 * fractional arithmetic with a total weight of 100,000: exact in doubles, since the product stays
 * below 2^53 and the divisor is a power of two.
 */
export function bucket(salt: string, subject: string): number {
  return Math.floor(((murmur3(salt, subject) >>> 0) * FULL_SHARE) / 2 ** 32);
}

const UNPAIRED_SURROGATE = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/;

/** Languages encode unpaired surrogates differently, so such a subject has no agreed bucket. */
export function isWellFormed(subject: string): boolean {
  return !UNPAIRED_SURROGATE.test(subject);
}
