import type { Refusal } from "./console.ts";

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
    return [...this.#found.values()].reduce((sum, { times }) => sum + times, 0);
  }

  lines(): string[] {
    const sorted = [...this.#found.values()].sort((a, b) => a.rule.localeCompare(b.rule) || b.times - a.times);
    return sorted.map(({ rule, message, times }) => `${String(times).padStart(5)} × ${rule.padEnd(17)} ${message}`);
  }
}
