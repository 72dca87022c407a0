import type { Change, Module, Status } from "../domain/order.ts";

/** What a client may rely on: the order as the acknowledged writes left it. */
export type Expected = {
  readonly id: string;
  readonly module: Module;
  readonly userId: string;
  readonly amountCents: number;
  /** RFC 3339, milliseconds: lists are in this order. */
  readonly createdAt: string;
  status: Status;
  /** Acknowledged operation ids, the creating one first. */
  operations: string[];
  /** A write whose outcome is not known yet: it may have happened or not. */
  pending: { operationId: string; operation: Change["operation"]; status: Status } | null;
};

/** How many of the newest orders are worth coming back to. */
const RECENT = 2_000;

/** What was there when the generator began, and every acknowledged write of its run, in memory. */
export class WriteRecord {
  readonly #orders = new Map<string, Expected>();
  readonly #ofUser: Record<Module, Map<string, Expected[]>> = { orders: new Map(), payments: new Map() };
  readonly #recent: Record<Module, Expected[]> = { orders: [], payments: [] };
  readonly #creating = new Set<string>();
  acknowledged = 0;
  /** Orders of this run. */
  size = 0;
  /** Every order there is, is known: so one more or less, and a list, can be told to be wrong. */
  whole = true;

  all(): Expected[] {
    return [...this.#orders.values()];
  }

  get(id: string): Expected | undefined {
    return this.#orders.get(id);
  }

  ofUser(module: Module, userId: string): readonly Expected[] {
    return this.#ofUser[module].get(userId) ?? [];
  }

  usersOf(module: Module): string[] {
    return [...this.#ofUser[module].keys()];
  }

  /** An order from before. Nobody changes it, and it has to stay. */
  found(order: Omit<Expected, "pending">): void {
    this.#keep({ ...order, pending: null });
  }

  /** A creation whose outcome is not known yet: its order may be there or not. */
  creating(operationId: string): void {
    this.#creating.add(operationId);
  }

  isCreating(operationId: string): boolean {
    return this.#creating.has(operationId);
  }

  created(order: Omit<Expected, "operations" | "pending">, operationId: string): void {
    const expected = { ...order, operations: [operationId], pending: null };
    this.#creating.delete(operationId);
    this.#keep(expected);
    this.acknowledged += 1;
    this.size += 1;
    const recent = this.#recent[order.module];
    recent.push(expected);
    if (recent.length > RECENT) recent.shift();
  }

  begin(order: Expected, pending: NonNullable<Expected["pending"]>): void {
    order.pending = pending;
  }

  acknowledge(order: Expected): void {
    if (!order.pending) return;
    order.operations.push(order.pending.operationId);
    order.status = order.pending.status;
    order.pending = null;
    this.acknowledged += 1;
  }

  refused(order: Expected): void {
    order.pending = null;
  }

  recent(module: Module): readonly Expected[] {
    return this.#recent[module];
  }

  #keep(order: Expected): void {
    this.#orders.set(order.id, order);
    const users = this.#ofUser[order.module];
    users.set(order.userId, [...(users.get(order.userId) ?? []), order]);
  }
}
