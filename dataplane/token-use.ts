import { log } from "../lib/platform/log.ts";
import { oneAtATime } from "./one-at-a-time.ts";
import type { State } from "./state/state.ts";
import type { Store } from "./store/store.ts";

const FLUSH_MS = 60_000;

/** Stores when tokens were used last, to the minute. */
export class TokenUse {
  private readonly state: State;
  private readonly store: Store;
  private readonly timer: NodeJS.Timeout;
  private storedUntil = 0;

  constructor(state: State, store: Store) {
    this.state = state;
    this.store = store;
    this.timer = setInterval(() => void this.flush(), FLUSH_MS);
  }

  private readonly flush = oneAtATime(async () => {
    const uses = new Map<string, Date>();
    let latest = this.storedUntil;
    for (const { token, usedAt } of this.state.tokens.all()) {
      if (usedAt > this.storedUntil) uses.set(token.id, new Date(usedAt));
      latest = Math.max(latest, usedAt);
    }
    if (uses.size === 0) return;
    try {
      await this.store.noteTokenUse(uses);
      this.storedUntil = latest;
    } catch (error) {
      log.debug({ error: (error as Error).message }, "token use is stored later");
    }
  });

  async close(): Promise<void> {
    clearInterval(this.timer);
    await this.flush();
  }
}
