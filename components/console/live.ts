import type { Heard } from "./connection.ts";

/** What the server's stream says: something changed that is worth reading again. */
export type ChangeHint = {
  project?: string;
  environment?: string;
  revision?: number;
  /** What happened, as far as it is told one by one. */
  events?: readonly { kind: string; subject: { kind: string; key: string }; environment: string | null }[];
  /** More happened than is told. */
  more?: boolean;
};

type Message = { beat: true } | { changed: ChangeHint };

const POLL_MS = 10_000;
/** Heartbeats come every 5 s; after this much silence the stream counts as broken, and is opened anew. */
const SILENT_MS = 12_000;

/**
 * The console's one stream of change hints. Tabs of a browser share one connection: the tab that holds the
 * lock reads the stream and passes on what it hears. When the stream is silent, `onPoll` asks for everything.
 */
export class Live {
  private heard: Heard;
  private readonly listeners = new Set<() => void>();

  constructor(now: number) {
    this.heard = { stream: now, answer: now, online: true };
  }

  /** Begins listening; the returned function ends it. */
  start(project: string, onChange: (hint: ChangeHint) => void, onPoll: () => void): () => void {
    const ended = new AbortController();
    const { signal } = ended;
    const take = (message: Message) => {
      this.set({ stream: Date.now() });
      if ("changed" in message) onChange(message.changed);
    };
    listenShared(project, take, signal);

    const polling = setInterval(() => Date.now() - this.heard.stream > SILENT_MS && onPoll(), POLL_MS);
    const network = () => this.set({ online: navigator.onLine });
    network();
    window.addEventListener("online", network, { signal });
    window.addEventListener("online", onPoll, { signal });
    window.addEventListener("offline", network, { signal });
    return () => {
      clearInterval(polling);
      ended.abort();
    };
  }

  /** Any answer of the server counts as a sign of life. */
  answered(): void {
    this.set({ answer: Date.now() });
  }

  snapshot = (): Heard => this.heard;

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  private set(change: Partial<Heard>): void {
    this.heard = { ...this.heard, ...change };
    for (const listener of this.listeners) listener();
  }
}

/** Reads the stream in the one tab that holds the lock and hears it in the others. */
function listenShared(project: string, take: (message: Message) => void, signal: AbortSignal): void {
  const name = `switchyard:${project}`;
  if (!("locks" in navigator) || typeof BroadcastChannel === "undefined") {
    listen(project, take, signal);
    return;
  }
  const channel = new BroadcastChannel(name);
  channel.onmessage = (event: MessageEvent<Message>) => take(event.data);
  signal.addEventListener("abort", () => channel.close());
  const lead = () =>
    new Promise<void>((resolve) => {
      signal.addEventListener("abort", () => resolve());
      const pass = (message: Message) => {
        if (signal.aborted) return;
        take(message);
        channel.postMessage(message);
      };
      listen(project, pass, signal);
    });
  navigator.locks.request(name, { signal }, lead).catch(() => undefined);
}

function listen(project: string, take: (message: Message) => void, signal: AbortSignal): void {
  let heardAt = Date.now();
  const hear = (message: Message) => {
    heardAt = Date.now();
    take(message);
  };
  const open = () => {
    const source = new EventSource(`/api/v1/projects/${encodeURIComponent(project)}/events`);
    source.addEventListener("heartbeat", () => hear({ beat: true }));
    source.addEventListener("changed", (event) => hear({ changed: JSON.parse(event.data) as ChangeHint }));
    return source;
  };
  let source = open();
  // What is open and says nothing never ends by itself; what reconnects is left to it.
  const watch = setInterval(() => {
    if (source.readyState === EventSource.CONNECTING || Date.now() - heardAt <= SILENT_MS) return;
    source.close();
    source = open();
    heardAt = Date.now();
  }, POLL_MS);
  signal.addEventListener("abort", () => {
    clearInterval(watch);
    source.close();
  });
}
