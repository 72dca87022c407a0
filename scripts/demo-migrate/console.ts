import { randomUUID } from "node:crypto";
import { type Answer, json, persist } from "./http.ts";

/** What this needs to know of the management API's answers. */

export type Refusal = { rule: string; message: string; detail: Record<string, unknown> };
export type Plan = { id: string; kind: string; state: string; waitsFor: Refusal[] };
export type Switch = {
  position: string;
  next: string | null;
  share: number;
  version: number;
  held: boolean;
  secondaryWrites: "best-effort" | "required";
  plans: Plan[];
  propagation: { applied: number; of: number; waiting: { service: string; instance: string }[] };
};
export type Job = { id: string; revision: number; covered: boolean; coverage: { message: string; waiting: unknown } };
export type Instance = { service: string; instance: string; silent: boolean; departed: object | null };
export type Store = "old" | "new";

export const PROJECT = "shop";
export const MODULE = "orders";
export const ENVIRONMENT = "production";

/** The management API, as a person with a token uses it. */
export class Console {
  readonly #url: string;
  readonly #token: string;
  readonly #signal: AbortSignal;

  constructor(url: string, token: string, signal: AbortSignal) {
    this.#url = `${url}/api/v1`;
    this.#token = token;
    this.#signal = signal;
  }

  /** The body of a success. Throws with what was answered otherwise. */
  async get<T>(path: string): Promise<T> {
    return expectSuccess(path, await this.#ask<T>(path, { headers: this.#headers() }));
  }

  async post<T>(path: string, body: unknown): Promise<T> {
    return expectSuccess(path, await this.send<T>("POST", path, body));
  }

  /** Whatever was answered, refusals among it. A repeat after a broken connection counts once. */
  send<T>(method: "POST" | "PATCH", path: string, body: unknown): Promise<Answer<T>> {
    return this.#ask<T>(path, json(method, body, { ...this.#headers(), "idempotency-key": randomUUID() }));
  }

  /** A question that needs a body and changes nothing. */
  preview<T>(path: string, body: unknown): Promise<T> {
    return this.#ask<T>(path, json("POST", body, this.#headers())).then(({ body }) => body);
  }

  #ask<T>(path: string, init: RequestInit): Promise<Answer<T>> {
    return persist<T>(this.#url + path, init, this.#signal);
  }

  #headers(): Record<string, string> {
    return { authorization: `Bearer ${this.#token}` };
  }
}

function expectSuccess<T>(path: string, { status, body }: Answer<T>): T {
  if (status >= 400) throw new Error(`${path} answered ${status} ${JSON.stringify(body)}`);
  return body;
}

/** Creates the project with both modules. Answers a token of its services. */
export async function setUp(console: Console): Promise<string> {
  await console.post("/projects", { key: PROJECT, name: "Shop" });
  for (const [key, name] of [
    ["orders", "Product orders"],
    ["payments", "Payment orders"],
  ]) {
    await console.post(`/projects/${PROJECT}/modules`, { key, name });
  }
  const wanted = { name: "Order services", environment: ENVIRONMENT, scopes: ["read", "report"] };
  return (await console.post<{ token: string }>(`/projects/${PROJECT}/tokens`, wanted)).token;
}
