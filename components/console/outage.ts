import { ApiError } from "@/lib/platform/api-client.ts";

/** The API knows nobody any more: the session has ended. */
export const SIGNED_OUT = 0;

/** Since when the API has answered that its database is away, or that it knows nobody; null while it answers normally. */
export class OutageStore {
  private value: number | null = null;
  private readonly listeners = new Set<() => void>();

  snapshot = (): number | null => this.value;

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  saw(error: unknown): void {
    if (!(error instanceof ApiError) || !error.problem.type.endsWith(":unavailable")) return;
    if (this.value === null) this.set(Date.now());
  }

  /** Normal again, unless told otherwise. */
  set(value: number | null = null): void {
    if (value === this.value) return;
    this.value = value;
    for (const listener of this.listeners) listener();
  }
}
