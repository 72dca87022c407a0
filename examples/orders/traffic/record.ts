import type { Change, Module, Status } from "../domain/order.ts";

/** What a client may rely on: the order as the acknowledged writes left it. */
export type Expected = {
  readonly id: string;
  readonly module: Module;
  readonly userId: string;
  readonly amountCents: number;
  status: Status;
  /** Acknowledged operation ids, the creating one first. */
  operations: string[];
  /** A write whose outcome is not known yet: it may have happened or not. */
  pending: { operationId: string; operation: Change["operation"]; status: Status } | null;
};

/** How many of the newest orders are worth coming back to. */
const RECENT = 2_000;

/** Every acknowledged write of this run of the generator, in memory. */
export class WriteRecord {
  readonly #orders = new Map<string, Expected>();
  readonly #recent: Record<Module, Expected[]> = { orders: [], payments: [] };
  acknowledged = 0;

  get size(): number {
    return this.#orders.size;
  }

  all(): Expected[] {
    return [...this.#orders.values()];
  }

  get(id: string): Expected | undefined {
    return this.#orders.get(id);
  }

  created(order: Omit<Expected, "operations" | "pending">, operationId: string): void {
    const expected = { ...order, operations: [operationId], pending: null };
    this.#orders.set(order.id, expected);
    this.acknowledged += 1;
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
}
