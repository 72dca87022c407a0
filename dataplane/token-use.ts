import { log } from "../lib/platform/log.ts";
import { oneAtATime } from "./one-at-a-time.ts";
import type { State } from "./state/state.ts";
import type { Store, UsedToken } from "./store/store.ts";

const LOOK_MS = 1000;
/** Whoever connects a service waits for its first read; after that nobody wants to know to the second. */
const RESOLUTION_MS = 60_000;

/** Stores when tokens were used last: the first time at once, then to the minute. */
export class TokenUse {
  private readonly state: State;
  private readonly store: Store;
  private readonly timer: NodeJS.Timeout;
  private readonly noted = new Map<string, number>();

  constructor(state: State, store: Store) {
    this.state = state;
    this.store = store;
    this.timer = setInterval(() => void this.look(), LOOK_MS);
  }

  private readonly look = oneAtATime(() => this.flush(RESOLUTION_MS));

  /** Stores the uses that came at least so much later than what was noted of the token. */
  private async flush(laterMs: number): Promise<void> {
    const uses: UsedToken[] = [];
    for (const { token, usedAt } of this.state.tokens.all()) {
      const { id, environmentId } = token;
      if (environmentId !== null && usedAt - (this.noted.get(id) ?? 0) >= laterMs) uses.push({ id, environmentId, at: usedAt });
    }
    if (uses.length === 0) return;
    try {
      await this.store.noteTokenUses(uses);
      for (const { id, at } of uses) this.noted.set(id, at);
    } catch (error) {
      log.debug({ error: (error as Error).message }, "token use is stored later");
    }
  }

  async close(): Promise<void> {
    clearInterval(this.timer);
    await this.look();
    await this.flush(1);
  }
}
