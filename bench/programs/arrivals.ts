/** Milliseconds of a clock that all processes of the machine share. */
export function sharedClock(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

/** Keeps when each of those who listen heard of a change. */
export class Arrivals {
  private readonly expected: number;
  private times: number[] = [];
  private onAll: () => void = () => undefined;

  constructor(expected: number) {
    this.expected = expected;
  }

  /** One of them heard. */
  arrived(): void {
    this.times.push(sharedClock());
    if (this.times.length === this.expected) this.onAll();
  }

  /** When everybody heard of the change after the one asked for before, which may have come already. */
  async next(): Promise<number[]> {
    if (this.times.length < this.expected) {
      await new Promise<void>((resolve) => {
        this.onAll = resolve;
      });
    }
    return this.times.splice(0);
  }
}
