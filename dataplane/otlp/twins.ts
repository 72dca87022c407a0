import { FORMER_DURATION, REQUEST_DURATION } from "./attribution.ts";
import type { Durations } from "./exported.ts";
import { isAligned } from "./origin.ts";

const MOST_SCOPES = 20_000;
const REMEMBERED_TIMES = 64;

/**
 * Which of two histograms of the same requests counts, for each scope of an environment and each time it was collected:
 * the one of today's name, unless the other came first, in another part of what a Collector had divided.
 */
export class Twins {
  private readonly scopes = new Map<string, Map<bigint, string>>();

  /**
   * Whether what this metric has of that time is counted under the other name; null when it is not. At a whole second
   * another sender may have been meant that says the same of itself.
   */
  find(environmentId: string, { family, renamed }: Durations, time: bigint): "sure" | "likely" | null {
    const { metric } = family;
    if (metric !== REQUEST_DURATION && metric !== FORMER_DURATION) return null;
    const times = this.timesOf(`${environmentId} ${family.scopeIdentity}`);
    let counting = times.get(time);
    if (counting === undefined) {
      counting = renamed ? REQUEST_DURATION : metric;
      times.set(time, counting);
      const [oldest] = times.keys();
      if (times.size > REMEMBERED_TIMES && oldest !== undefined) times.delete(oldest);
    }
    if (counting === metric) return null;
    return renamed || !isAligned(time) ? "sure" : "likely";
  }

  private timesOf(scope: string): Map<bigint, string> {
    let times = this.scopes.get(scope);
    if (!times) {
      if (this.scopes.size >= MOST_SCOPES) this.scopes.clear();
      times = new Map();
      this.scopes.set(scope, times);
    }
    return times;
  }
}
