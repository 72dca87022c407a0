import { log } from "../lib/platform/log.ts";
import type { StoredContact } from "../lib/tokens/commands/note-contacts.ts";
import { CONTACT_KINDS } from "../lib/tokens/schema.ts";
import { oneAtATime } from "./one-at-a-time.ts";
import type { State } from "./state/state.ts";
import type { Heard } from "./state/tokens.ts";
import type { Store } from "./store/store.ts";

const LOOK_MS = 1000;
/** As with tokens: whoever connects a service waits for its first read, and nobody wants to know later ones to the second. */
const RESOLUTION_MS = 60_000;
/** What one look stores; the rest waits for the next, those first that waited longest. */
const MOST_ROWS = 500;

type Due = { heard: Heard; row: StoredContact };

/** Stores which switches tokens read, and of which modules they sent measurements: the first time at once, then to the minute. */
export class TokenContacts {
  private readonly state: State;
  private readonly store: Store;
  private readonly timer: NodeJS.Timeout;

  constructor(state: State, store: Store) {
    this.state = state;
    this.store = store;
    this.timer = setInterval(() => void this.look(), LOOK_MS);
  }

  private readonly look = oneAtATime(() => this.flush(this.due(RESOLUTION_MS).slice(0, MOST_ROWS)));

  private due(laterMs: number): Due[] {
    const due: Due[] = [];
    for (const { token, contacts } of this.state.tokens.all()) {
      const { id: tokenId, environmentId } = token;
      if (environmentId === null) continue;
      for (const kind of CONTACT_KINDS) {
        for (const [name, heard] of contacts[kind]) {
          const { at, storedAt } = heard;
          if (at - storedAt >= laterMs) due.push({ heard, row: { tokenId, environmentId, kind, name, at } });
        }
      }
    }
    return due.sort((a, b) => a.heard.storedAt - b.heard.storedAt);
  }

  private async flush(due: readonly Due[]): Promise<void> {
    if (due.length === 0) return;
    try {
      await this.store.noteContacts(due.map(({ row }) => row));
      for (const { heard, row } of due) heard.storedAt = row.at;
    } catch (error) {
      log.debug({ error: (error as Error).message }, "who was heard is stored later");
    }
  }

  async close(): Promise<void> {
    clearInterval(this.timer);
    await this.look();
    await this.flush(this.due(1).slice(0, MOST_ROWS));
  }
}
