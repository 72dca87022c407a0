import { changedKeys, deltaOf } from "../../lib/core/evaluation/delta.ts";
import type { OnUnreadable } from "../../lib/core/evaluation/rules.ts";
import type { Snapshot } from "../../lib/core/evaluation/snapshot.ts";
import type { PublishedEnvironment } from "../../lib/snapshot/reads/published.ts";
import { Answers } from "../ofrep/answers.ts";
import { Journal } from "./journal.ts";

const END = "\n\n";
/** A change of more switches is sent whole. */
const MOST_CHANGED = 1000;
/** Readers come from few revisions; whoever comes from another costs a frame of its own. */
const REMEMBERED_FRAMES = 32;

/** One environment at one revision, with what its answers have in common made once. */
export class LiveEnvironment {
  readonly published: PublishedEnvironment;
  readonly stale: boolean;
  readonly answers: Answers;
  private readonly noted: OnUnreadable | undefined;
  private readonly journal: Journal;
  private whole: { frame: Buffer; json: Buffer } | null = null;
  private readonly changes = new Map<number, Buffer>();

  /** `noted` hears what rules could not read when they were asked here. */
  constructor(
    published: PublishedEnvironment,
    stale: boolean,
    noted?: OnUnreadable,
    journal = new Journal(published.snapshot.revision),
  ) {
    this.published = published;
    this.stale = stale;
    this.noted = noted;
    this.journal = journal;
    this.answers = new Answers(published.snapshot, stale, noted);
  }

  /** The same environment later, which remembers what changed. */
  next(published: PublishedEnvironment, stale: boolean): LiveEnvironment {
    if (published.snapshot === this.snapshot) return new LiveEnvironment(published, stale, this.noted, this.journal);
    const keys = changedKeys(this.snapshot, published.snapshot);
    const journal = keys ? this.journal.after(published.snapshot.revision, keys) : undefined;
    return new LiveEnvironment(published, stale, this.noted, journal);
  }

  get id(): string {
    return this.published.id;
  }

  get snapshot(): Snapshot {
    return this.published.snapshot;
  }

  get revision(): number {
    return this.published.snapshot.revision;
  }

  get etag(): string {
    return `"${this.revision}"`;
  }

  /** The snapshot as JSON. */
  get json(): Buffer {
    return this.written().json;
  }

  /** The event that brings a reader who holds the revision `from` here; null holds nothing. */
  eventSince(from: number | null): Buffer {
    const known = from === null ? undefined : this.changes.get(from);
    if (known) return known;
    const keys = from === null || from > this.revision ? null : this.journal.keysSince(from);
    if (from === null || !keys || keys.size > MOST_CHANGED) return this.written().frame;
    const delta = JSON.stringify(deltaOf(this.snapshot, from, keys));
    const frame = Buffer.from(`id: ${this.revision}\nevent: change\ndata: ${delta}${END}`);
    if (this.changes.size < REMEMBERED_FRAMES) this.changes.set(from, frame);
    return frame;
  }

  moduleId(key: string): string | undefined {
    const { modules } = this.published;
    return Object.hasOwn(modules, key) ? modules[key] : undefined;
  }

  /** The event holds the JSON, so that a large snapshot is in memory once. */
  private written(): { frame: Buffer; json: Buffer } {
    if (!this.whole) {
      const head = `id: ${this.revision}\nevent: snapshot\ndata: `;
      const frame = Buffer.from(head + JSON.stringify(this.snapshot) + END);
      this.whole = { frame, json: frame.subarray(head.length, frame.length - END.length) };
    }
    return this.whole;
  }
}
