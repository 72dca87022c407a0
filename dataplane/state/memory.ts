import type { PublishedEnvironment } from "../../lib/snapshot/reads/published.ts";
import type { DataplaneToken } from "../../lib/tokens/reads/dataplane.ts";
import type { Disk, Saved } from "./disk.ts";
import type { State } from "./state.ts";

/** Changes what is served, and keeps the disk equal to it. */
export class Memory {
  private readonly state: State;
  private readonly disk: Disk | null;
  private tokensText = "";

  /** Without a disk nothing outlives the process. */
  constructor(state: State, disk: Disk | null) {
    this.state = state;
    this.disk = disk;
  }

  /** Serves what the disk remembers, as far as `mine` takes it. Answers that. */
  async recall(mine = (saved: Saved): Saved => saved): Promise<Saved> {
    const saved = mine((await this.disk?.load()) ?? { environments: [], tokens: [] });
    for (const environment of saved.environments) this.state.publish(environment, true);
    if (saved.environments.length > 0) {
      this.takeTokens(saved.tokens);
      this.state.known = true;
    }
    return saved;
  }

  publish(published: PublishedEnvironment, stale?: boolean): void {
    this.state.publish(published, stale);
    this.disk?.environmentChanged(published.id, published);
  }

  forget(id: string): void {
    this.state.forget(id);
    this.disk?.environmentChanged(id, null);
  }

  setTokens(tokens: readonly DataplaneToken[]): void {
    if (this.takeTokens(tokens)) this.disk?.tokensChanged(tokens);
  }

  private takeTokens(tokens: readonly DataplaneToken[]): boolean {
    const text = JSON.stringify(tokens);
    if (text === this.tokensText) return false;
    this.tokensText = text;
    this.state.setTokens(tokens);
    return true;
  }
}
