import { ApiError } from "@/lib/platform/api-client.ts";

type Outage = { since: number | null; signedOut: boolean };

/** Since when the API has answered that its database is away, null while it answers normally; and that it knows nobody. */
export class OutageStore {
  private value: Outage = { since: null, signedOut: false };
  private readonly listeners = new Set<() => void>();

  snapshot = (): Outage => this.value;

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  saw(error: unknown): void {
    if (!(error instanceof ApiError) || !error.problem.type.endsWith(":unavailable")) return;
    if (this.value.since === null) this.set({ since: Date.now(), signedOut: false });
  }

  over(): void {
    if (this.value.since !== null || this.value.signedOut) this.set({ since: null, signedOut: false });
  }

  signOut(): void {
    if (!this.value.signedOut) this.set({ since: null, signedOut: true });
  }

  private set(value: Outage): void {
    this.value = value;
    for (const listener of this.listeners) listener();
  }
}
