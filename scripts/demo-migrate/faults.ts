import { pause } from "./http.ts";
import { between, type Random, shuffled } from "./random.ts";
import type { Shop } from "./shop.ts";
import type { Stack } from "./stack.ts";

type Fault = { name: string; strike: () => Promise<unknown> };

/** What goes wrong on the way: each once a run or more, in an order of the seed's choosing, spread over the steps. */
export class Faults {
  readonly #deck: Fault[];
  readonly #each: number;
  readonly #under = new Set<Promise<unknown>>();
  readonly #struck = new Map<string, number>();
  #due = 0;

  constructor(random: Random, shop: Shop, stack: Stack, steps: number) {
    this.#deck = shuffled(random, deck(random, shop, stack));
    this.#each = this.#deck.length / Math.max(1, steps - 1);
  }

  /** As a step begins: whatever is due strikes, and the step goes on meanwhile. */
  strike(): void {
    this.#due += this.#each;
    while (this.#due >= 1) {
      this.#due -= 1;
      const fault = this.#deck.pop();
      if (fault) this.begin(fault);
    }
  }

  begin({ name, strike }: Fault): void {
    this.#struck.set(name, (this.#struck.get(name) ?? 0) + 1);
    const work = strike().finally(() => this.#under.delete(work));
    // A run that ends early takes what it waits for with it.
    work.catch(() => undefined);
    this.#under.add(work);
  }

  /** Resolves when what has struck has passed. */
  async calm(): Promise<void> {
    await Promise.all(this.#under);
  }

  /** Resolves when the last has struck and passed. */
  async over(): Promise<void> {
    for (const fault of this.#deck.splice(0)) this.begin(fault);
    await this.calm();
  }

  struck(): Record<string, number> {
    return Object.fromEntries(this.#struck);
  }
}

function deck(random: Random, shop: Shop, stack: Stack): Fault[] {
  const ms = (least: number, most: number) => between(random, least * 1000, most * 1000);
  const down = async (fault: "newStoreDown" | "oldStoreDown", forMs: number) => {
    await shop.faults({ [fault]: true });
    await pause(forMs);
    await shop.faults({ [fault]: false });
  };
  const after = (delayMs: number, strike: () => unknown) => () => pause(delayMs).then(strike);
  const fault = (name: string, strike: () => unknown): Fault => ({ name, strike: after(ms(0, 1), strike) });
  return [
    fault("new store down", () => down("newStoreDown", ms(2, 4))),
    fault("new store down", () => down("newStoreDown", ms(1, 3))),
    fault("old store down", () => down("oldStoreDown", ms(1, 2))),
    fault("machine killed", () => shop.kill("node-1")),
    fault("machine killed", () => shop.kill("node-2")),
    fault("monolith killed", () => shop.kill("monolith")),
    fault("ingress killed", () => shop.kill("ingress")),
    fault("machine lost and replaced", () => shop.lose(pickOne(random), between(random, 12, 18))),
    fault("holding instance without contact", () => withoutContact(shop, "payment-service-1", ms(3, 6) / 1000)),
    fault("monolith without contact", () => withoutContact(shop, "monolith-1", ms(2, 5) / 1000)),
    fault("fencing instance without contact", () => withoutContact(shop, "order-service-2", ms(8, 12) / 1000)),
    fault("dataplane crashed", () => Promise.resolve(stack.dataplane.kill())),
    fault("worker crashed", () => Promise.resolve(stack.worker.kill())),
    fault("Postgres crashed", () => Promise.resolve(stack.crashPostgres())),
  ];
}

function pickOne(random: Random): string {
  return random() < 0.5 ? "node-1" : "node-2";
}

async function withoutContact(shop: Shop, instance: string, seconds: number): Promise<void> {
  await shop.contact(instance, false);
  await pause(seconds * 1000);
  await shop.contact(instance, true);
}
