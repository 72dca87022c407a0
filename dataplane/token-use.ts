import { log } from "../lib/platform/log.ts";
import { oneAtATime } from "./one-at-a-time.ts";
import type { State } from "./state/state.ts";
import type { Store, UsedToken } from "./store/store.ts";

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
    const uses: UsedToken[] = [];
    let latest = this.storedUntil;
    for (const { token, usedAt } of this.state.tokens.all()) {
      const { id, environmentId } = token;
      if (usedAt > this.storedUntil && environmentId !== null) uses.push({ id, environmentId, at: usedAt });
      latest = Math.max(latest, usedAt);
    }
    if (uses.length === 0) return;
    try {
      await this.store.noteTokenUses(uses);
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
