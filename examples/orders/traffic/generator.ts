import { FIRST_STATUS, statusAfter } from "../domain/order.ts";
import { callService, type Peers } from "../http/upstream.ts";
import { faultOf } from "./lists.ts";
import { newOperationId } from "./operation-id.ts";
import { appVersionOf, nextStep, type Step } from "./plan.ts";
import { nextGap, type Random, seededRandom } from "./random.ts";
import { WriteRecord } from "./record.ts";

const TIMEOUT_MS = 9_000;
const MOST_IN_FLIGHT = 100;
/** Pause before a write whose outcome is unknown is sent again under its operation id. */
const RETRY_MS = 2_000;

export type TrafficState = {
  rate: number;
  paused: boolean;
  inFlight: number;
  /** Writes whose outcome is not known yet. */
  unresolved: number;
  sent: number;
  failed: number;
  acknowledged: number;
  orders: number;
  /** Answers compared with what was acknowledged before. */
  answers: { checked: number; wrong: number; examples: string[] };
};

type Reply = { status: number; body: { [field: string]: unknown } };

/** Users of the shop: an open loop of requests through the ingress, each user one request at a time. */
export class Generator {
  readonly record = new WriteRecord();
  readonly #random: Random;
  readonly #peers: Peers;
  readonly #busy = new Set<string>();
  readonly #inFlight = new Set<Promise<void>>();
  readonly #answers = { checked: 0, wrong: 0, examples: [] as string[] };
  #timer: NodeJS.Timeout | null = null;
  #rate: number;
  #paused = true;
  #sent = 0;
  #failed = 0;
  #unresolved = 0;

  constructor(options: { seed: number; rate: number; peers: Peers }) {
    this.#random = seededRandom(options.seed);
    this.#rate = options.rate;
    this.#peers = options.peers;
  }

  state(): TrafficState {
    return {
      rate: this.#rate,
      paused: this.#paused,
      inFlight: this.#inFlight.size,
      unresolved: this.#unresolved,
      sent: this.#sent,
      failed: this.#failed,
      acknowledged: this.record.acknowledged,
      orders: this.record.size,
      answers: this.#answers,
    };
  }

  /** Requests a second. */
  set rate(rate: number) {
    this.#rate = rate;
  }

  start(): void {
    if (!this.#paused) return;
    this.#paused = false;
    this.#schedule();
  }

  /** Sends nothing more and waits for the answers still to come. */
  async pause(): Promise<void> {
    this.#paused = true;
    if (this.#timer) clearTimeout(this.#timer);
    while (this.#inFlight.size > 0) await Promise.all(this.#inFlight);
  }

  #schedule(): void {
    const gap = nextGap(this.#random, this.#rate) * 1000;
    this.#timer = setTimeout(() => {
      if (this.#inFlight.size < MOST_IN_FLIGHT) this.#begin();
      this.#schedule();
    }, gap);
  }

  #begin(): void {
    const step = nextStep(this.#random, this.record, new Date(), (userId) => this.#busy.has(userId));
    if (!step) return;
    this.#busy.add(step.userId);
    this.#track(this.#run(step, newOperationId()));
  }

  #track(work: Promise<void>): void {
    const tracked: Promise<void> = work.finally(() => this.#inFlight.delete(tracked));
    this.#inFlight.add(tracked);
  }

  async #run(step: Step, operationId: string): Promise<void> {
    if (step.operation === "create") this.record.creating(operationId);
    if (step.operation === "pay" || step.operation === "cancel") {
      const status = statusAfter(step.module, step.order.status, step.operation);
      if (status && !step.order.pending) this.record.begin(step.order, { operationId, operation: step.operation, status });
    }
    const reply = await this.#send(step, operationId);
    if (!reply || reply.status >= 500) {
      this.#failed += 1;
      if (isWriteStep(step)) return this.#later(step, operationId);
    } else {
      this.#settle(step, operationId, reply);
    }
    this.#busy.delete(step.userId);
  }

  /** The write may have happened or not. Its user asks again, with the same operation id, until that is known. */
  #later(step: Step, operationId: string): void {
    this.#unresolved += 1;
    const again = () => {
      if (this.#paused || this.#inFlight.size >= MOST_IN_FLIGHT) return void setTimeout(again, RETRY_MS).unref();
      this.#unresolved -= 1;
      this.#track(this.#run(step, operationId));
    };
    setTimeout(again, RETRY_MS).unref();
  }

  async #send(step: Step, operationId: string): Promise<Reply | null> {
    this.#sent += 1;
    const headers = { "x-user-id": step.userId, "x-app-version": appVersionOf(step.userId), "idempotency-key": operationId };
    const method = isWriteStep(step) ? "POST" : "GET";
    const body = step.operation === "create" ? step.body : undefined;
    try {
      const call = { method, path: pathOf(step), headers, body, timeoutMs: TIMEOUT_MS };
      const reply = await callService(this.#peers, "ingress", call);
      return { status: reply.status, body: JSON.parse(reply.body.toString("utf8")) as Reply["body"] };
    } catch {
      return null;
    }
  }

  #settle(step: Step, operationId: string, { status, body }: Reply): void {
    switch (step.operation) {
      case "create":
        if (status === 201) this.#recordCreated(step, operationId, body);
        this.#check(step, status, body, String(body.id));
        break;
      case "pay":
      case "cancel":
        if (status === 200) this.record.acknowledge(step.order);
        else this.record.refused(step.order);
        this.#check(step, status, body, step.order.id);
        break;
      case "get":
        this.#check(step, status, body, step.order.id);
        break;
      case "list-by-user":
        this.#checkList(step, status, body);
        break;
      default:
        if (status !== 200) this.#surprise(step, status, body);
    }
  }

  #recordCreated(step: Step & { operation: "create" }, operationId: string, body: Reply["body"]): void {
    const { module, userId } = step;
    const { amountCents } = step.body;
    const order = { id: String(body.id), module, userId, amountCents, createdAt: String(body.createdAt) };
    this.record.created({ ...order, status: FIRST_STATUS[module] }, operationId);
  }

  /** Nobody else writes this user's orders, so an answer must show exactly what was acknowledged. */
  #check(step: Step, status: number, body: Reply["body"], id: string): void {
    const order = this.record.get(id);
    if (order?.pending) return;
    this.#answers.checked += 1;
    const right =
      status < 300 &&
      order !== undefined &&
      body.id === order.id &&
      body.status === order.status &&
      body.amountCents === order.amountCents &&
      body.version === order.operations.length;
    if (!right) this.#surprise(step, status, body);
  }

  /** Nor does anybody else add to this user's orders while the list is asked for. */
  #checkList(step: Step, status: number, body: Reply["body"]): void {
    const orders = this.record.ofUser(step.module, step.userId);
    if (!this.record.whole || orders.some(({ pending }) => pending)) return;
    this.#answers.checked += 1;
    const fault = status === 200 ? faultOf(body as never, orders) : "was not answered";
    if (fault) this.#surprise(step, status, { fault, ...body });
  }

  #surprise(step: Step, status: number, body: Reply["body"]): void {
    this.#answers.wrong += 1;
    const example = `${step.operation} ${step.module} of user ${step.userId}: ${status} ${JSON.stringify(body).slice(0, 300)}`;
    this.#answers.examples.push(example);
    if (this.#answers.examples.length > 10) this.#answers.examples.shift();
  }
}

function isWriteStep(step: Step): boolean {
  return step.operation === "create" || step.operation === "pay" || step.operation === "cancel";
}

function pathOf(step: Step): string {
  switch (step.operation) {
    case "create":
    case "list-by-user":
      return `/${step.module}`;
    case "list-by-time":
      return `/${step.module}/by-time?from=${step.from.toISOString()}&to=${step.to.toISOString()}`;
    case "get":
      return `/${step.module}/${step.order.id}`;
    case "pay":
    case "cancel":
      return `/${step.module}/${step.order.id}/${step.operation}`;
  }
}
