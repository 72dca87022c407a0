import { FORMER_DURATION, REQUEST_DURATION } from "./attribution.ts";
import type { Durations } from "./exported.ts";

const MOST_SCOPES = 20_000;
const REMEMBERED_TIMES = 64;

/**
 * Which of two histograms of the same requests counts, for each scope of an environment and each time it was collected:
 * the one of today's name, unless the other came first, in another part of what a Collector had divided.
 */
export class Twins {
  private readonly scopes = new Map<string, Map<bigint, string>>();

  /** Whether the points that this metric has of that time count. */
  counts(environmentId: string, { family, renamed }: Durations, time: bigint): boolean {
    const { metric } = family;
    if (metric !== REQUEST_DURATION && metric !== FORMER_DURATION) return true;
    const times = this.timesOf(`${environmentId} ${family.scopeIdentity}`);
    let counting = times.get(time);
    if (counting === undefined) {
      counting = renamed ? REQUEST_DURATION : metric;
      times.set(time, counting);
      const [oldest] = times.keys();
      if (times.size > REMEMBERED_TIMES && oldest !== undefined) times.delete(oldest);
    }
    return counting === metric;
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
