import { type Change, type Module, statusAfter } from "../domain/order.ts";
import type { Operation } from "../domain/request.ts";
import { type Random, weighted } from "./random.ts";
import type { Expected, WriteRecord } from "./record.ts";

/** One request of one user. `order` is the order it is about, if the generator knows it. */
export type Step =
  | { operation: "create"; module: Module; userId: string; body: { amountCents: number } & { [field: string]: unknown } }
  | { operation: Change["operation"]; module: Module; userId: string; order: Expected }
  | { operation: "get"; module: Module; userId: string; order: Expected }
  | { operation: "list-by-user"; module: Module; userId: string }
  | { operation: "list-by-time"; module: Module; userId: string; from: Date; to: Date };

const USERS = 4_000;
const WEIGHTS: Record<Operation, number> = { get: 42, "list-by-user": 30, "list-by-time": 8, create: 9, pay: 8, cancel: 3 };
const KINDS: Record<Module, number> = { orders: 6, payments: 4 };
/** Above this many orders new ones become rarer, so that a demo left running for days stays small. */
const PLENTY = 10_000;
const TRIES = 20;
const METHODS = ["card", "wallet", "transfer"];

/** Chooses what happens next; null when nobody is free. A step that has nothing to act on becomes a simpler one. */
export function nextStep(random: Random, record: WriteRecord, now: Date, busy: (userId: string) => boolean): Step | null {
  const create = WEIGHTS.create * Math.min(1, PLENTY / Math.max(1, record.size));
  const operation = weighted(random, { ...WEIGHTS, create });
  const module = weighted(random, KINDS);
  const userId = freeUser(random, busy);
  if (!userId) return null;
  switch (operation) {
    case "create":
      return createStep(random, record, module, userId, busy);
    case "pay":
    case "cancel": {
      const order = someOrder(random, record, module, busy, (order) => statusAfter(module, order.status, operation) !== null);
      return order ? { operation, module, userId: order.userId, order } : { operation: "list-by-user", module, userId };
    }
    case "get": {
      const order = someOrder(random, record, module, busy, () => true);
      return order ? { operation, module, userId: order.userId, order } : { operation: "list-by-user", module, userId };
    }
    case "list-by-user":
      return { operation, module, userId };
    case "list-by-time":
      return { operation, module, userId, from: new Date(now.getTime() - 3_600_000), to: new Date(now.getTime() - 5_000) };
  }
}

/** Old app versions cannot be made to upgrade: every user keeps one. */
export function appVersionOf(userId: string): string {
  const place = (Number(userId) * 37) % 100;
  if (place < 15) return "1.9.3";
  return place < 50 ? "2.4.0" : "3.1.0";
}

function createStep(
  random: Random,
  record: WriteRecord,
  module: Module,
  userId: string,
  busy: (userId: string) => boolean,
): Step {
  const order = module === "payments" ? someOrder(random, record, "orders", busy, (order) => order.status !== "cancelled") : null;
  if (order) {
    const method = METHODS[Math.floor(random() * METHODS.length)];
    const body = { orderId: order.id, method, amountCents: order.amountCents };
    return { operation: "create", module: "payments", userId: order.userId, body };
  }
  const sku = `SKU-${String(Math.floor(random() * 500)).padStart(3, "0")}`;
  const body = { sku, quantity: 1 + Math.floor(random() * 4), amountCents: 990 + Math.floor(random() * 20_000) };
  return { operation: "create", module: "orders", userId, body };
}

/** Few users do most: the chance falls with the square root of the number. */
function freeUser(random: Random, busy: (userId: string) => boolean): string | null {
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const userId = String(1 + Math.floor(random() ** 2 * USERS));
    if (!busy(userId)) return userId;
  }
  return null;
}

function someOrder(
  random: Random,
  record: WriteRecord,
  module: Module,
  busy: (userId: string) => boolean,
  fits: (order: Expected) => boolean,
): Expected | null {
  const orders = record.recent(module);
  for (let attempt = 0; attempt < TRIES && orders.length > 0; attempt += 1) {
    const order = orders[Math.floor(random() * orders.length)] as Expected;
    if (!busy(order.userId) && fits(order)) return order;
  }
  return null;
}
