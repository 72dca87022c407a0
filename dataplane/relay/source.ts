import type { DataplaneToken } from "../../lib/tokens/reads/dataplane.ts";
import type { Saved } from "../state/disk.ts";
import type { Memory } from "../state/memory.ts";
import type { Degraded, Source } from "../state/source.ts";
import type { State } from "../state/state.ts";
import { hashOf } from "../state/tokens.ts";
import { within } from "../within.ts";
import { Link } from "./link.ts";
import { Upstream } from "./upstream.ts";

export type UpstreamOptions = {
  /** Base URL of another dataplane. */
  url: string;
  /** Of scope `relay`, one an environment. */
  tokens: readonly string[];
};

/** Keeps the state equal to what another dataplane knows. */
export class UpstreamSource implements Source {
  readonly name = "the dataplane above";
  private readonly state: State;
  private readonly memory: Memory;
  private readonly links: ReadonlyMap<string, Link>;
  private readonly tokens = new Map<string, DataplaneToken[]>();
  private following: Promise<unknown> = Promise.resolve();

  constructor({ url, tokens }: UpstreamOptions, state: State, memory: Memory) {
    this.state = state;
    this.memory = memory;
    const onTokens = (environment: string, its: DataplaneToken[] | null) => {
      if (its) this.tokens.set(environment, its);
      else this.tokens.delete(environment);
      this.memory.setTokens([...this.tokens.values()].flat());
    };
    const link = (token: string) => new Link(new Upstream(url, token), { state, memory, onTokens });
    this.links = new Map([...new Set(tokens)].map((token) => [hashOf(token), link(token)]));
  }

  async start(): Promise<void> {
    await this.memory.recall((saved) => this.mine(saved));
    const links = [...this.links.values()];
    this.following = Promise.all(links.map((link) => link.run()));
    await Promise.all(links.map((link) => link.reached()));
  }

  async stop(): Promise<void> {
    for (const link of this.links.values()) link.stop();
    await this.following;
  }

  refreshWithin(milliseconds: number): Promise<boolean> {
    return within(milliseconds, this.refreshTokens());
  }

  async refreshTokens(): Promise<boolean> {
    const done = await Promise.all([...this.links.values()].map((link) => link.catchUp()));
    return done.every(Boolean);
  }

  degraded(): Degraded[] {
    const away = [...this.links.values()].flatMap((link) => link.away ?? []);
    const [first] = away.sort((a, b) => a.since.getTime() - b.since.getTime());
    if (first) {
      const which = this.links.size > 1 ? ` with ${away.length} of ${this.links.size} tokens` : "";
      const detail = `The dataplane above cannot be followed${which} since ${first.since.toISOString()} (${first.why}). Flags are answered from memory.`;
      return [{ part: "upstream", detail }];
    }
    return this.state.stale ? [{ part: "upstream", detail: "The dataplane above answers from memory itself." }] : [];
  }

  /** The way up for what belongs to an environment; undefined when none of the tokens is of it. */
  upstreamOf(environmentId: string): Upstream | undefined {
    return [...this.links.values()].find(({ ids }) => ids.has(environmentId))?.upstream;
  }

  /**
   * What the disk may have for our tokens. Each of them is among those of its environment, so an environment whose
   * token was taken away from us is not served from the past.
   */
  private mine({ environments, tokens }: Saved): Saved {
    const ids = new Set<string>();
    for (const { hash, environmentId } of tokens) {
      const link = this.links.get(hash);
      if (!link || environmentId === null) continue;
      link.ids.add(environmentId);
      ids.add(environmentId);
    }
    const kept = tokens.filter(({ environmentId }) => ids.has(environmentId ?? ""));
    for (const id of ids)
      this.tokens.set(
        id,
        kept.filter(({ environmentId }) => environmentId === id),
      );
    return { environments: environments.filter(({ id }) => ids.has(id)), tokens: kept };
  }
}
