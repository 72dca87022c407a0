import { idOfOperation } from "./ids.ts";
import { type Command, FIRST_STATUS, type NewOrder } from "./order.ts";
import type { Subject, Target } from "./request.ts";

const OPERATION_ID = /^[\x21-\x7e]{8,80}$/;

export type Origin = { subject: Subject; operationId: string; newId: () => string; now: Date };

/** Builds the command a write asks for, or says in a sentence what is wrong with it. */
export function commandOf(target: Target, body: unknown, origin: Origin): Command | string {
  if (!OPERATION_ID.test(origin.operationId)) return "Idempotency-Key: send 8 to 80 printable characters.";
  const at = origin.now.toISOString();
  const { operationId } = origin;
  const userId = origin.subject.targetingKey;
  if (target.operation === "pay" || target.operation === "cancel") {
    return { operation: target.operation, userId, id: target.id as string, operationId, at };
  }
  const details = target.module === "orders" ? product(body) : payment(body);
  if (typeof details === "string") return details;
  const order = {
    module: target.module,
    id: idOfOperation(operationId) ?? origin.newId(),
    userId,
    status: FIRST_STATUS[target.module],
    ...details,
    version: 1,
    operations: [operationId],
    createdAt: at,
    updatedAt: at,
  };
  return { operation: "create", order: order as NewOrder };
}

const whole = (max: number) => (value: unknown) => Number.isInteger(value) && (value as number) >= 1 && (value as number) <= max;
const text = (pattern: RegExp) => (value: unknown) => typeof value === "string" && pattern.test(value);

type Check = (value: unknown) => boolean;
const PRODUCT: Record<string, Check> = { sku: text(/^[A-Za-z0-9-]{1,40}$/), quantity: whole(99), amountCents: whole(1e9) };
const PAYMENT: Record<string, Check> = {
  orderId: text(/^[1-9]\d{0,17}$/),
  method: text(/^(card|wallet|transfer)$/),
  amountCents: whole(1e9),
};

function product(body: unknown): { sku: string; quantity: number; amountCents: number } | string {
  return checked(body, PRODUCT);
}

function payment(body: unknown): { orderId: string; method: string; amountCents: number } | string {
  return checked(body, PAYMENT);
}

function checked<T extends object>(body: unknown, checks: Record<keyof T & string, Check>): T | string {
  if (typeof body !== "object" || body === null || Array.isArray(body)) return "Send a JSON object.";
  const fields = body as Record<string, unknown>;
  const unknown = Object.keys(fields).find((name) => !Object.hasOwn(checks, name));
  if (unknown !== undefined) return `${unknown.slice(0, 40)}: is not a known field.`;
  const wrong = Object.entries<Check>(checks).find(([name, check]) => !check(fields[name]));
  return wrong ? `${wrong[0]}: is missing or not valid.` : (fields as T);
}
