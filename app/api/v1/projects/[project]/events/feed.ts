import { eventsAfter, newestCursor } from "@/lib/audit/reads/events.ts";
import type { ProjectEvent } from "@/lib/audit/schema.ts";
import { onChange } from "@/lib/platform/changes.ts";
import type { Hint } from "@/lib/platform/listener.ts";
import { log } from "@/lib/platform/log.ts";
import { connection } from "@/lib/platform/server.ts";

/** What is told at once: the events since the last time, and what a hint of the same time named. */
export type News = {
  project: string;
  /** Of one environment alone, its key in the database, and its newest revision; absent when several may be concerned. */
  environment?: string;
  revision?: number;
  events: ProjectEvent[];
  /** More came than is told: everything may have changed. */
  more: boolean;
};

type Hear = (news: News, cursor: number) => void;

/** A burst of hints is read and told once. */
const TOGETHER_MS = 100;
/** More events than this are not worth telling one by one. */
export const MOST_EVENTS = 200;

/** What happens in one project, read once for all of a process who listen. */
class Feed {
  readonly #project: string;
  readonly #hearers = new Set<Hear>();
  readonly #unsubscribe: () => void;
  readonly cursor: Promise<number>;
  #told = 0;
  #hints: Hint[] = [];
  #timer: NodeJS.Timeout | null = null;
  #reading = false;

  constructor(project: string) {
    this.#project = project;
    this.cursor = newestCursor(connection().db, project).then((cursor) => {
      this.#told = Math.max(this.#told, cursor);
      return cursor;
    });
    this.#unsubscribe = onChange((hint) => {
      if (hint.person) return;
      if (!hint.project || hint.project === project) this.#heard(hint);
    });
  }

  get idle(): boolean {
    return this.#hearers.size === 0;
  }

  /** How far it has told. */
  get told(): number {
    return this.#told;
  }

  add(hear: Hear): void {
    this.#hearers.add(hear);
  }

  remove(hear: Hear): void {
    this.#hearers.delete(hear);
  }

  close(): void {
    this.#unsubscribe();
    if (this.#timer) clearTimeout(this.#timer);
  }

  #heard(hint: Hint): void {
    this.#hints.push(hint);
    if (this.#timer || this.#reading) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#tell();
    }, TOGETHER_MS);
  }

  async #tell(): Promise<void> {
    this.#reading = true;
    const hints = this.#hints.splice(0);
    try {
      await this.cursor;
      const events = await eventsAfter(connection().db, this.#project, this.#told, MOST_EVENTS + 1);
      const more = events.length > MOST_EVENTS;
      this.#told = more ? await newestCursor(connection().db, this.#project) : (events.at(-1)?.cursor ?? this.#told);
      const news = { project: this.#project, ...concerned(hints), events: more ? [] : events, more };
      for (const hear of this.#hearers) hear(news, this.#told);
    } catch (error) {
      // Hints are for whoever can read: once Postgres is back, listeners are told to read everything.
      log.debug({ error: (error as Error).message }, "what happened could not be read");
    }
    this.#reading = false;
    const missed = this.#hints.splice(0);
    for (const hint of missed) this.#heard(hint);
  }
}

/** The one environment all hints name, at the newest revision any of them does. */
function concerned(hints: readonly Hint[]): { environment?: string; revision?: number } {
  const [first] = hints;
  if (!first?.environment || hints.some(({ environment }) => environment !== first.environment && environment !== undefined))
    return {};
  return { environment: first.environment, revision: Math.max(...hints.map(({ revision }) => revision ?? 0)) };
}

const held = globalThis as typeof globalThis & { switchyardFeeds?: Map<string, Feed> };

/** Hears what happens in a project from now on, until the returned function is called; `from` is where that begins. */
export async function follow(project: string, hear: Hear): Promise<{ from: number; leave: () => void }> {
  held.switchyardFeeds ??= new Map();
  const feeds = held.switchyardFeeds;
  const feed = feeds.get(project) ?? new Feed(project);
  feeds.set(project, feed);
  feed.add(hear);
  const leave = () => {
    feed.remove(hear);
    if (!feed.idle || feeds.get(project) !== feed) return;
    feeds.delete(project);
    feed.close();
  };
  try {
    await feed.cursor;
    return { from: feed.told, leave };
  } catch (error) {
    leave();
    feeds.delete(project);
    throw error;
  }
}
