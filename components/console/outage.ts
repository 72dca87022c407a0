import { ApiError } from "@/lib/platform/api-client.ts";

type Outage = { since: number | null };

/** Since when the API has answered that its database is away; null while it answers normally. */
export class OutageStore {
  private value: Outage = { since: null };
  private readonly listeners = new Set<() => void>();

  snapshot = (): Outage => this.value;

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  saw(error: unknown): void {
    if (!(error instanceof ApiError) || !error.problem.type.endsWith(":unavailable")) return;
    if (this.value.since === null) this.set(Date.now());
  }

  over(): void {
    if (this.value.since !== null) this.set(null);
  }

  private set(since: number | null): void {
    this.value = { since };
    for (const listener of this.listeners) listener();
  }
}
