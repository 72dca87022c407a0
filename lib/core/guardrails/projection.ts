import { type Block, type Rates, within } from "./trials.ts";

/** Halvings of an interval of rates: more than a double can tell apart. */
const HALVINGS = 50;

/**
 * Of all rates with the new one exactly `tolerance` above the old one, those that lie nearest to `claim` for so many
 * trials of each path (least Kullback-Leibler divergence). What `claim` explains better than these, it explains better
 * than whatever lies beyond them, on average and whatever is true there: Turner and Grünwald's e-variable for two
 * Bernoulli streams, see docs/guardrails.md.
 */
export function nearest({ old, new: fresh }: Block, claim: Rates, tolerance: number): Rates {
  if (old.count === 0) return { old: claim.new - tolerance, new: claim.new };
  if (fresh.count === 0) return { old: claim.old, new: claim.old + tolerance };
  const ends = [claim.old, claim.new - tolerance];
  let low = within(Math.max(0, Math.min(...ends)));
  let high = within(Math.min(1 - tolerance, Math.max(...ends)));
  for (let step = 0; step < HALVINGS && high - low > 1e-12; step += 1) {
    const middle = (low + high) / 2;
    const pull =
      (old.count * (middle - claim.old)) / (middle * (1 - middle)) +
      (fresh.count * (middle + tolerance - claim.new)) / ((middle + tolerance) * (1 - middle - tolerance));
    if (pull < 0) low = middle;
    else high = middle;
  }
  const rate = (low + high) / 2;
  return { old: rate, new: rate + tolerance };
}
