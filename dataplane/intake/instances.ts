import {
  type AcknowledgedView,
  type Acknowledgement,
  type AcknowledgementRule,
  acknowledgementSchema,
} from "../../lib/instances/schema.ts";
import { counters } from "../counters.ts";
import type { Exchange } from "../http/exchange.ts";
import { jsonBody } from "../http/json.ts";
import { Refusal } from "../http/refusal.ts";
import type { LiveEnvironment } from "../state/environment.ts";
import type { Source } from "../state/source.ts";
import type { State } from "../state/state.ts";
import type { LiveToken } from "../state/tokens.ts";
import type { Store } from "../store/store.ts";
import { Book } from "./book.ts";

/** How long an answer waits until switches of the revision it names can be read here. */
const CATCH_UP_MS = 500;

/**
 * A change reaches all readers at the same moment. So that their acknowledgements leave time for flag reads, each
 * reader makes the moments they draw from longer by a little more than taking one costs.
 */
const SPREAD_SECONDS = 0.0005;
const LONGEST_SPREAD_SECONDS = 1;

/** What a refusal is about. */
const FIELD: Partial<Record<AcknowledgementRule, string>> = {
  future: "revision",
  backwards: "revision",
  behind: "revision",
  "not-this-run": "secret",
  "too-many-runs": "instance",
  "too-many-instances": "instance",
  "too-many-modules": "writes",
};

/** What instances say they have applied. A lease is granted only when Postgres has the row. */
export class Instances {
  private readonly state: State;
  private readonly source: Source;
  private readonly store: Store;
  private readonly readers: () => number;
  private readonly books = new Map<string, Book>();

  /** `readers` is how many hear of a change from here. */
  constructor(state: State, source: Source, store: Store, readers: () => number) {
    this.state = state;
    this.source = source;
    this.store = store;
    this.readers = readers;
    state.onForget((id) => this.books.delete(id));
  }

  async take(exchange: Exchange, token: LiveToken): Promise<void> {
    const heardAt = performance.now();
    const said = await jsonBody(exchange, acknowledgementSchema);
    const { id } = this.state.environmentOf(token);
    const answer = await this.bookOf(id).say({ ...said, heardAt, token: token.token.id });
    if (answer === "gone") throw new Refusal(404, "The environment of this token is gone.");
    if (answer === "away") return this.answerAlone(exchange, said, this.state.environmentOf(token));

    const { revision, refusal, now, adopt } = answer;
    if (revision > this.state.environmentOf(token).revision) await this.source.refreshWithin(CATCH_UP_MS);
    if (refusal) {
      const { rule, message } = refusal;
      counters.refuse(rule);
      const path = FIELD[rule];
      const errors = path === undefined ? [] : [{ path, message }];
      throw new Refusal(rule === "future" ? 422 : 409, message, { errors, refusals: [refusal], revision });
    }
    const { leaseSeconds } = said;
    const { spreadSeconds } = this;
    const view: AcknowledgedView = { revision, leaseSeconds, now: now.toISOString(), stored: true, spreadSeconds, adopt };
    exchange.json(200, view);
  }

  /** While Postgres is away nothing can be granted, and only what cannot be right is refused. */
  private answerAlone(exchange: Exchange, said: Acknowledgement, { revision }: LiveEnvironment): void {
    if (said.revision > revision) {
      const message = `revision: ${said.revision} is not known here; the newest is ${revision}.`;
      const refusals = [{ rule: "future", message, detail: { revision: said.revision, present: revision } }];
      throw new Refusal(422, message, { errors: [{ path: "revision", message }], refusals, revision });
    }
    const { spreadSeconds } = this;
    const now = new Date().toISOString();
    const view: AcknowledgedView = { revision, leaseSeconds: 0, now, stored: false, spreadSeconds };
    exchange.json(200, view);
  }

  private get spreadSeconds(): number {
    return Math.min(LONGEST_SPREAD_SECONDS, this.readers() * SPREAD_SECONDS);
  }

  get unsaved(): number {
    return [...this.books.values()].reduce((sum, book) => sum + book.unsaved, 0);
  }

  /** Whether what instances said waits for Postgres. */
  get behind(): boolean {
    return [...this.books.values()].some((book) => book.behind);
  }

  async close(): Promise<void> {
    await Promise.all([...this.books.values()].map((book) => book.close()));
  }

  private bookOf(environmentId: string): Book {
    let book = this.books.get(environmentId);
    if (!book) {
      const newest = () => this.state.environment(environmentId)?.revision ?? 0;
      book = new Book((words) => this.store.acknowledge(environmentId, words), newest);
      this.books.set(environmentId, book);
    }
    return book;
  }
}
