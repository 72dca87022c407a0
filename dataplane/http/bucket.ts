/** Token bucket: `perSecond` on average, twice that at once. */
export class TokenBucket {
  private readonly perSecond: number;
  private left: number;
  private at = 0;

  constructor(perSecond: number) {
    this.perSecond = perSecond;
    this.left = perSecond * 2;
  }

  /** Takes one; false when none is left. `now` in milliseconds. */
  take(now: number): boolean {
    if (this.left < 1 || now - this.at > 1000) this.refill(now);
    if (this.left < 1) return false;
    this.left -= 1;
    return true;
  }

  /** Takes what was used already, into debt if it must. */
  charge(amount: number, now: number): void {
    this.refill(now);
    this.left -= amount;
  }

  /** Seconds until its debt is paid; 0 without one. */
  owes(now: number): number {
    if (this.left >= 0) return 0;
    this.refill(now);
    return Math.max(0, -this.left / this.perSecond);
  }

  private refill(now: number): void {
    const passed = Math.max(0, now - this.at) / 1000;
    this.left = Math.min(this.perSecond * 2, this.left + passed * this.perSecond);
    this.at = now;
  }
}
