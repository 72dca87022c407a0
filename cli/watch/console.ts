import { setTimeout as pause } from "node:timers/promises";
import { ApiError } from "../../lib/platform/api-client.ts";
import type { ChangeView, SwitchView } from "../../lib/switches/schema.ts";
import { PATIENCE } from "../connection.ts";
import { eventNames } from "../events.ts";
import type { Place, Session } from "../session.ts";
import { isOf, readSwitches, type Target } from "../switches.ts";
import { changeText, clockText } from "../words.ts";

/** While the stream is away, and a hint could be lost. */
const POLL_EVERY_MS = 2000;
/** The console sends a heartbeat every 5 seconds. */
const SILENT_AFTER_MS = 15_000;
const MOST_CHANGES = "200";

/** Prints changes as the console hints at them; polls while its stream is away. Ends only with an error. */
export async function watchConsole(session: Session, target: Target): Promise<never> {
  const { out, world } = session;
  const place = await session.place();
  const views = await readSwitches(session, place, target);
  out.say(`${place.project} · ${place.environment}: ${views.length} switches, waiting for changes. Ctrl-C ends.`);
  const changes = new Changes(session, place, target, views);
  for (;;) {
    try {
      for await (const event of stream(session, place)) if (event !== "heartbeat") await changes.tell();
    } catch (error) {
      if (!(error instanceof ApiError) || (error.status !== 0 && error.status < 500)) throw error;
      out.say(`The stream is away: ${error.message} Asking every ${POLL_EVERY_MS / 1000} s.`);
    }
    await pause(POLL_EVERY_MS, undefined, { signal: world.signal }).catch(() => undefined);
    await changes.tell(PATIENCE.back);
  }
}

/** Names of events, beginning with one for whatever happened before the stream stood. Ends when the stream does. */
async function* stream({ console, world }: Session, { projectPath }: Place): AsyncGenerator<string> {
  const silence = new AbortController();
  const signal = AbortSignal.any([silence.signal, world.signal]);
  let timer = setTimeout(() => silence.abort(), SILENT_AFTER_MS);
  try {
    const response = await console.open(`/api/v1${projectPath}/events`, { headers: { accept: "text/event-stream" }, signal });
    yield "open";
    if (!response.body) return;
    for await (const name of eventNames(response.body)) {
      clearTimeout(timer);
      timer = setTimeout(() => silence.abort(), SILENT_AFTER_MS);
      yield name;
    }
  } catch (error) {
    if (error instanceof ApiError || !signal.aborted) throw error;
  } finally {
    clearTimeout(timer);
    silence.abort();
  }
}

/** Tells every change once, oldest first. */
class Changes {
  readonly #session: Session;
  readonly #place: Place;
  readonly #target: Target;
  readonly #versions: Map<string, number>;
  #since: string;

  constructor(session: Session, place: Place, target: Target, views: readonly SwitchView[]) {
    this.#session = session;
    this.#place = place;
    this.#target = target;
    this.#versions = new Map(views.map(({ key, version }) => [key, version]));
    // By the server's clock; what is older than the newest change is known already.
    this.#since =
      views
        .map(({ updatedAt }) => updatedAt)
        .sort()
        .at(-1) ?? new Date(0).toISOString();
  }

  async tell(patienceMs?: number): Promise<void> {
    const { environment, projectPath } = this.#place;
    const query = new URLSearchParams({ environment, since: this.#since, limit: MOST_CHANGES });
    const { items } = await this.#session.console.get<{ items: ChangeView[] }>(`${projectPath}/changes?${query}`, patienceMs);
    for (const change of items.reverse()) this.#tellOne(change);
  }

  #tellOne(change: ChangeView): void {
    const { out } = this.#session;
    if (change.version <= (this.#versions.get(change.switch) ?? 0)) return;
    this.#versions.set(change.switch, change.version);
    if (change.at > this.#since) this.#since = change.at;
    if (!isOf(this.#target, change.switch)) return;
    if (out.json) out.document(change, true);
    else out.print(lineOf(change), change.direction === "back" ? "bad" : "plain");
  }
}

function lineOf(change: ChangeView): string {
  return `${clockText(change.at)}  ${changeText(change)}${change.held ? ", held" : ""} (v${change.version})`;
}
