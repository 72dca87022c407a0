import type { Refusal } from "./console.ts";

/** Rules that name instances a move waits for. */
export const WAITING: ReadonlySet<string> = new Set(["barrier", "drained", "relaxation", "secondary-writes"]);

/** Every refusal the engine gave, by rule. The same sentence about other seconds is the same refusal. */
export class Refusals {
  readonly #found = new Map<string, { rule: string; message: string; times: number }>();

  note({ rule, message }: Refusal): void {
    const kind = `${rule} ${message.replace(/\d+/g, "0")}`;
    const known = this.#found.get(kind);
    if (known) known.times += 1;
    else this.#found.set(kind, { rule, message, times: 1 });
  }

  get count(): number {
    return sum([...this.#found.values()]);
  }

  /** Those that had a move wait for instances. */
  get waits(): number {
    return sum([...this.#found.values()].filter(({ rule }) => WAITING.has(rule)));
  }

  lines(): string[] {
    const sorted = [...this.#found.values()].sort((a, b) => a.rule.localeCompare(b.rule) || b.times - a.times);
    return sorted.map(({ rule, message, times }) => `${String(times).padStart(5)} × ${rule.padEnd(17)} ${message}`);
  }
}

function sum(found: readonly { times: number }[]): number {
  return found.reduce((total, { times }) => total + times, 0);
}
