import type { IncomingMessage, ServerResponse } from "node:http";
import { log } from "../../lib/platform/log.ts";
import { counters } from "../counters.ts";
import type { LiveToken } from "../state/tokens.ts";
import type { Cors } from "./cors.ts";
import { sendProblem } from "./problem.ts";
import { Refusal } from "./refusal.ts";

const NONE: readonly string[] = [];
const process8 = Math.random().toString(36).slice(2, 10).padEnd(8, "0");
let named = 0;

/** One request and its answer. */
export class Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Path without query, slashes tidied, still percent-encoded. */
  readonly path: string;
  /** After the question mark; may hold secrets, never logged. */
  readonly query: string;
  private readonly cors: Cors;
  private name = "";
  /** Who asks, as soon as that is known. */
  token: LiveToken | null = null;
  route = "none";
  /** The switch key in the path, as far as it could be read; OFREP repeats it in errors. */
  key: string | undefined;
  /** How a refusal is written; each protocol has its form. */
  refuse: (exchange: Exchange, refusal: Refusal) => void = sendProblem;

  constructor(request: IncomingMessage, response: ServerResponse, cors: Cors) {
    this.request = request;
    this.response = response;
    this.cors = cors;
    const url = request.url as string;
    const mark = url.indexOf("?");
    this.path = tidy(mark < 0 ? url : url.slice(0, mark));
    this.query = mark < 0 ? "" : url.slice(mark + 1);
  }

  /** Names the request in what is logged and answered; made only when somebody asks. */
  get id(): string {
    if (this.name === "") {
      named += 1;
      this.name = `${process8}-${named.toString(36)}`;
    }
    return this.name;
  }

  get open(): boolean {
    return !this.response.headersSent && !this.response.destroyed;
  }

  /** What lets a page read the answer; nothing where no page asks. */
  get corsHeaders(): readonly string[] {
    const { origin } = this.request.headers;
    return origin === undefined ? NONE : this.cors.headers(origin, this.token);
  }

  /** Sends a complete answer. */
  send(status: number, type: string, body: string | Buffer, extra: readonly string[] = NONE): void {
    const length = String(Buffer.byteLength(body));
    this.sendWritten(status, ["Content-Type", type, "Content-Length", length, "X-Request-Id", this.id, ...extra], body);
  }

  /** Sends what was made before, headers and all. */
  sendWritten(status: number, headers: readonly string[], body: string | Buffer): void {
    if (!this.open) return;
    counters.answered(this.route, status);
    const { corsHeaders } = this;
    this.response.writeHead(status, corsHeaders === NONE ? (headers as string[]) : [...headers, ...corsHeaders]);
    this.response.end(body);
  }

  json(status: number, body: unknown, extra?: readonly string[]): void {
    this.send(status, "application/json", JSON.stringify(body), extra);
  }

  /** Answers with what went wrong. Surprises are logged and say nothing but their request id. */
  fail(error: unknown): void {
    if (error instanceof Refusal) this.refuse(this, error);
    else {
      log.error(
        { requestId: this.id, route: this.route, error: error instanceof Error ? error.stack : String(error) },
        "request failed",
      );
      this.refuse(this, new Refusal(500, `Something went wrong here. It is logged as request ${this.id}.`));
    }
  }

  /** 204 or 304: no body. */
  empty(status: number, extra?: readonly string[]): void {
    if (!this.open) return;
    counters.answered(this.route, status);
    this.response.writeHead(status, ["X-Request-Id", this.id, ...this.corsHeaders, ...(extra ?? [])]);
    this.response.end();
  }
}

/** Clients join a base URL that ends in a slash: `//ofrep/…` is meant as `/ofrep/…`, and `…/flags/` as `…/flags`. */
function tidy(path: string): string {
  const single = path.includes("//") ? path.replace(/\/{2,}/g, "/") : path;
  return single.length > 1 && single.endsWith("/") ? single.slice(0, -1) : single;
}
