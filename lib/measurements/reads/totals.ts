import { absorb, type Histogram, quantile } from "../../core/measurements/histogram.ts";
import type { Window } from "../backend/backend.ts";

export type Total = { count: number; errors: number; histogram: Histogram };

/** The total with the window in it; changes and answers the one given. */
export function add(total: Total | undefined, { count, errors, histogram }: Window): Total {
  if (!total) return { count, errors, histogram };
  total.count += count;
  total.errors += errors;
  absorb(total.histogram, histogram);
  return total;
}

export function figures({ count, errors, histogram }: Total) {
  return { count, errors, p50: quantile(histogram, 0.5), p95: quantile(histogram, 0.95), p99: quantile(histogram, 0.99) };
}
