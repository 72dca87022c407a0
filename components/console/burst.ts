/** Gathers what comes in a burst: tells the first at once, and what follows together, at most once in `everyMs`. */
export class Burst<T> {
  private waiting: T[] = [];
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly everyMs: number,
    private readonly tell: (all: readonly T[]) => void,
  ) {}

  add(one: T): void {
    this.waiting.push(one);
    if (this.timer === undefined) this.flush();
  }

  stop(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.waiting = [];
  }

  private flush(): void {
    if (this.waiting.length === 0) {
      this.timer = undefined;
      return;
    }
    const all = this.waiting;
    this.waiting = [];
    this.timer = setTimeout(() => this.flush(), this.everyMs);
    this.tell(all);
  }
}
