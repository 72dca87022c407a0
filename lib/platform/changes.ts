import { databaseUrl, readEnv } from "./env.ts";
import { type Hint, Listener } from "./listener.ts";

type Hear = (hint: Hint) => void;

/** One LISTEN connection a process, opened with the first who wants to hear, shared by all. */
class ChangeFeed {
  private readonly hearers = new Set<Hear>();
  private readonly listener: Listener;

  constructor() {
    const tell: Hear = (hint) => {
      for (const hear of this.hearers) hear(hint);
    };
    // Whatever happened while nobody listened: let every console read again.
    this.listener = new Listener(databaseUrl(readEnv()), tell, () => this.listener.connected && tell({}));
    this.listener.start();
  }

  subscribe(hear: Hear): () => void {
    this.hearers.add(hear);
    return () => this.hearers.delete(hear);
  }
}

const held = globalThis as typeof globalThis & { switchyardChangeFeed?: ChangeFeed };

/** Calls back on every hint until unsubscribed. */
export function onChange(hear: Hear): () => void {
  held.switchyardChangeFeed ??= new ChangeFeed();
  return held.switchyardChangeFeed.subscribe(hear);
}
