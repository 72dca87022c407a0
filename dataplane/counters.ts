/** What this process counted since it started; plain numbers, read by /metrics. */
class Counters {
  /** By route, then status. */
  readonly answers = new Map<string, Map<number, number>>();
  /** By why; what was measured or said and could not be kept. */
  readonly dropped = new Map<string, number>();
  /** Acknowledgements refused, by rule. */
  readonly refused = new Map<string, number>();
  evaluations = 0;
  notModified = 0;
  slowReaders = 0;
  pointsTaken = 0;

  answered(route: string, status: number): void {
    let byStatus = this.answers.get(route);
    if (!byStatus) {
      byStatus = new Map();
      this.answers.set(route, byStatus);
    }
    byStatus.set(status, (byStatus.get(status) ?? 0) + 1);
  }

  refuse(rule: string): void {
    this.refused.set(rule, (this.refused.get(rule) ?? 0) + 1);
  }

  drop(reason: string, count = 1): void {
    if (count > 0) this.dropped.set(reason, (this.dropped.get(reason) ?? 0) + count);
  }
}

export const counters = new Counters();
