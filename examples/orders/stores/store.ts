import { isNewer, SupersededError, type WriteVersion } from "../../../sdk/index.ts";
import { type Command, decide, type Order, type Outcome, type Status } from "../domain/order.ts";

/** Newest first. Totals cover everything that matches, `items` only the first page. */
export type Page = {
  items: Order[];
  total: number;
  amountCents: number;
  byStatus: Partial<Record<Status, number>>;
};

export const PAGE_SIZE = 20;

/** One kind of orders in one database. Every method fails as a whole or not at all. */
export interface Store {
  get(userId: string, id: string): Promise<Order | null>;
  byUser(userId: string): Promise<Page>;
  byTime(from: string, to: string): Promise<Page>;
  /** Payment orders of the user's product orders; empty for any other kind. */
  paymentsOf(userId: string, orderIds: readonly string[]): Promise<Order[]>;
  createdBy(userId: string, operationId: string): Promise<Order | null>;
  /** False when the id or the creating operation is there already. */
  insert(order: Order): Promise<boolean>;
  /** False when the stored order has not that number any more. */
  replace(order: Order, expected: WriteVersion): Promise<boolean>;
  /** Stores these states, with their numbers, where they are newer than what is there. Answers how many were. */
  put(orders: readonly Order[]): Promise<number>;
}

const ATTEMPTS = 8;

/**
 * Carries out a command on the store that decides, under the number drawn for it: compare and set, once per operation
 * id. Throws a SupersededError when the order was written under a higher number.
 */
export async function apply(store: Store, command: Command, number: WriteVersion): Promise<Outcome> {
  if (command.operation === "create") return create(store, { ...command.order, ...number });
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const before = await store.get(command.userId, command.id);
    const outcome = decide(before, command, number);
    if (!outcome.ok || !before || outcome.order === before) return outcome;
    if (!isNewer(number, before)) throw new SupersededError({ counter: before.counter, writer: before.writer });
    if (await store.replace(outcome.order, before)) return outcome;
  }
  throw new Error(`order ${command.id} kept changing`);
}

/** The same where no migrator draws numbers: one above what is there. */
export async function applyDrawing(
  store: Store,
  command: Command,
  draw: (above?: WriteVersion) => WriteVersion,
): Promise<Outcome> {
  let number = draw();
  for (;;) {
    try {
      return await apply(store, command, number);
    } catch (error) {
      if (!(error instanceof SupersededError)) throw error;
      number = draw(error.held);
    }
  }
}

async function create(store: Store, order: Order): Promise<Outcome> {
  if (await store.insert(order)) return { ok: true, order };
  const earlier = await store.createdBy(order.userId, order.operations[0] as string);
  if (!earlier) throw new Error(`id ${order.id} was given out twice`);
  return { ok: true, order: earlier };
}

/**
 * A command on its way to one store or two. The first store decides; the second is given the state the
 * first one reached, with its number, so that both hold the same whichever of them is the authority.
 */
export class Write {
  #outcome: Outcome | null = null;
  constructor(readonly command: Command) {}

  /** The order it is about; of a repeated creation, the one made the first time. */
  get key(): string {
    if (this.#outcome?.ok) return this.#outcome.order.id;
    return this.command.operation === "create" ? this.command.order.id : this.command.id;
  }

  get outcome(): Outcome | null {
    return this.#outcome;
  }

  async to(store: Store, number: WriteVersion): Promise<Outcome> {
    if (this.#outcome === null) {
      this.#outcome = await apply(store, this.command, number);
    } else if (this.#outcome.ok) {
      await carryOver(this.#outcome.order, store);
    }
    return this.#outcome;
  }
}

/** Gives the second store a state of the first. A newer one there is as good, but only if it has every write of this in it. */
export async function carryOver(order: Order, store: Store): Promise<void> {
  if ((await store.put([order])) > 0) return;
  const held = await store.get(order.userId, order.id);
  const missing = order.operations.find((operation) => !held?.operations.includes(operation));
  if (missing !== undefined) throw new Error(`order ${order.id} was changed elsewhere meanwhile`);
}
