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

  private refill(now: number): void {
    const passed = Math.max(0, now - this.at) / 1000;
    this.left = Math.min(this.perSecond * 2, this.left + passed * this.perSecond);
    this.at = now;
  }
}
