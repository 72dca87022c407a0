import type { z } from "zod";
import { Unreachable } from "../../lib/platform/db.ts";
import { type Mark, MOST_MARKS } from "./wire.ts";

const PATIENCE_MS = 4000;
/** What another try may change, unlike the faults of a request. */
const PASSING = [401, 403, 408, 429];

/** A request the dataplane above will not take, now or later. */
export class RefusedAbove extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.name = "RefusedAbove";
    this.status = status;
  }
}

/** The dataplane above, as one token sees it. */
export class Upstream {
  private readonly url: string;
  private readonly token: string;
  /** The newest moment on the clock of each process there, and when that arrived here, both in milliseconds. */
  private readonly marks = new Map<string, Mark & { arrivedAt: number }>();

  /** `url` is the base URL, with or without a slash at its end. */
  constructor(url: string, token: string) {
    this.url = url.replace(/\/+$/, "");
    this.token = token;
  }

  /** Keeps a moment on the clock of whoever answered last, of the last so many. */
  note(mark: Mark): void {
    this.marks.delete(mark.process);
    this.marks.set(mark.process, { ...mark, arrivedAt: performance.now() });
    const [oldest] = this.marks.keys();
    if (this.marks.size > MOST_MARKS && oldest !== undefined) this.marks.delete(oldest);
  }

  /** The moments, with how long ago each arrived at `now`. */
  marksAt(now: number): (Mark & { elapsedMs: number })[] {
    return [...this.marks.values()].map(({ arrivedAt, ...mark }) => ({ ...mark, elapsedMs: now - arrivedAt }));
  }

  /** Throws Unreachable while it cannot be asked or is not in a state to answer, RefusedAbove when it says no. */
  async post<T extends z.ZodType>(path: string, body: unknown, schema: T): Promise<z.infer<T>> {
    const headers = { "content-type": "application/json" };
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const response = await this.open(path, { method: "POST", headers, body: JSON.stringify(body), signal });
    const parsed = schema.safeParse(await response.json().catch(() => undefined));
    if (!parsed.success) throw new Unreachable(`POST ${path}: the dataplane above answers in another form`);
    return parsed.data;
  }

  /** The answer of a request that was taken. Throws as `post` does. */
  async open(path: string, init: RequestInit & { headers: Record<string, string> }): Promise<Response> {
    const headers = { ...init.headers, authorization: `Bearer ${this.token}` };
    const response = await this.send(path, { ...init, headers });
    if (response.ok) return response;
    const { detail } = (await response.json().catch(() => ({}))) as { detail?: string };
    const message = `${response.status}${detail ? `: ${detail}` : ""}`;
    if (response.status >= 500 || PASSING.includes(response.status)) throw new Unreachable(message);
    throw new RefusedAbove(response.status, message);
  }

  /** Whatever it answers to a request as it stands. Throws Unreachable when there is no answer. */
  async send(path: string, init: RequestInit): Promise<Response> {
    try {
      return await fetch(this.url + path, { ...init, redirect: "error" });
    } catch (error) {
      throw new Unreachable(reasonOf(error), { cause: error });
    }
  }
}

/** What fetch says tells little; the reason lies below. */
export function reasonOf(error: unknown): string {
  const { cause, message } = error as Error;
  const { code, message: below } = (cause ?? {}) as { code?: string; message?: string };
  return code ?? below ?? message;
}
