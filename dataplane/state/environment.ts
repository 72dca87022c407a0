import type { Snapshot } from "../../lib/core/evaluation/snapshot.ts";
import type { PublishedEnvironment } from "../../lib/snapshot/reads.ts";
import { Answers } from "../ofrep/answers.ts";

/** One environment at one revision, with what its answers have in common made once. */
export class LiveEnvironment {
  readonly published: PublishedEnvironment;
  readonly stale: boolean;
  readonly answers: Answers;
  private text: Buffer | null = null;

  constructor(published: PublishedEnvironment, stale: boolean) {
    this.published = published;
    this.stale = stale;
    this.answers = new Answers(published.snapshot, stale);
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
    this.text ??= Buffer.from(JSON.stringify(this.snapshot));
    return this.text;
  }

  moduleId(key: string): string | undefined {
    const { modules } = this.published;
    return Object.hasOwn(modules, key) ? modules[key] : undefined;
  }
}
