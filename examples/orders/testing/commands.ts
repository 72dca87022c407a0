import type { WriteVersion } from "../../../sdk/index.ts";
import { idGenerator } from "../domain/ids.ts";
import { type Change, FIRST_STATUS, type Module, type Order } from "../domain/order.ts";

const newId = idGenerator(1000);
let operations = 0;
let counter = 1000;

/** Above every number given out before. */
export function nextNumber(): WriteVersion {
  counter += 1;
  return { counter, writer: "test" };
}

export function nextOperation(): string {
  operations += 1;
  return `operation-${operations}`;
}

export function newOrder(module: Module, userId: string, change: Partial<Order> = {}): Order {
  const at = new Date().toISOString();
  const details = module === "orders" ? { sku: "SKU-1", quantity: 2 } : { orderId: "7", method: "card" };
  const common = { id: newId(), userId, amountCents: 1999, version: 1, ...nextNumber(), createdAt: at, updatedAt: at };
  return { module, status: FIRST_STATUS[module], ...common, operations: [nextOperation()], ...details, ...change } as Order;
}

export function changeOf(order: Order, operation: "pay" | "cancel", operationId = nextOperation()): Change {
  return { operation, userId: order.userId, id: order.id, operationId, at: new Date().toISOString() };
}
