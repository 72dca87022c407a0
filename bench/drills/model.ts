import { bucket } from "../../lib/core/evaluation/bucket.ts";

/** While nothing is broken, a change is answered by everybody within this. */
const FRESH_MS = 10_000;

export type Judged = "right" | "unknown revision" | "other value" | "out of date";

/** What was committed, to hold every answer against. One switch moves; its salt is the project's. */
export class Model {
  private readonly salt: string;
  private readonly shares = new Map<number, number>();
  private readonly commits: { revision: number; at: number }[] = [];
  /** Whether answers must be of now. Not while, or shortly after, a fault keeps changes away. */
  settledSince: number | null = null;

  constructor(salt: string) {
    this.salt = salt;
  }

  get newest(): number {
    return this.commits.at(-1)?.revision ?? 0;
  }

  /** Before the commit may be seen, so that no answer can be ahead of the model. */
  expect(revision: number, share: number): void {
    this.shares.set(revision, share);
  }

  committed(revision: number): void {
    this.commits.push({ revision, at: performance.now() });
  }

  /** `revision` is the one the answer says it is of; `askedAt` in performance.now milliseconds. */
  judge(subject: string, value: unknown, revision: number, askedAt: number): Judged {
    const share = this.shares.get(revision);
    if (share === undefined) return "unknown revision";
    if (value !== (bucket(this.salt, subject) < share ? "new" : "old")) return "other value";
    if (this.settledSince === null || askedAt - this.settledSince < FRESH_MS) return "right";
    const due = this.commits.findLast(({ at }) => at < askedAt - FRESH_MS);
    return due && revision < due.revision ? "out of date" : "right";
  }
}
