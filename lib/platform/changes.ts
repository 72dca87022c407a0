import { directUrl, readEnv } from "./env.ts";
import { hearsThrough } from "./hears.ts";
import { type Hint, Listener } from "./listener.ts";

type Hear = (hint: Hint) => void;

/** How often everybody reads again where nothing is heard. */
const UNHEARD_MS = 5000;

/** One LISTEN connection a process, opened with the first who wants to hear, shared by all. */
class ChangeFeed {
  private readonly hearers = new Set<Hear>();
  private readonly listener: Listener;
  private unheard: NodeJS.Timeout | null = null;

  constructor() {
    const tell: Hear = (hint) => {
      for (const hear of this.hearers) hear(hint);
    };
    // Whatever happened while nobody listened: let every console read again.
    const url = directUrl(readEnv());
    this.listener = new Listener(url, tell, () => {
      if (!this.listener.connected) return;
      tell({});
      void hearsThrough(url).then((heard) => this.setUnheard(heard ? null : () => tell({})));
    });
    this.listener.start();
  }

  private setUnheard(tell: (() => void) | null): void {
    if (this.unheard) clearInterval(this.unheard);
    this.unheard = tell && setInterval(tell, UNHEARD_MS).unref();
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
