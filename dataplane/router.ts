import type { Auth, DataplaneScope } from "./auth.ts";
import { Cors, preflightHeaders } from "./http/cors.ts";
import type { Exchange } from "./http/exchange.ts";
import { sendProblem } from "./http/problem.ts";
import { Refusal } from "./http/refusal.ts";
import { sendOfrepRefusal } from "./ofrep/errors.ts";
import { sendOtlpRefusal } from "./otlp/encoding.ts";
import type { LiveToken } from "./state/tokens.ts";

type Answering = void | Promise<void>;

/** One path. With a scope, only a token that has it gets in; without, anybody. */
export type Route = Named & (Open | Guarded);
type Named = { name: string; method: "GET" | "POST" };
type Open = { scope: null; handle: (exchange: Exchange) => Answering };
type Guarded = { scope: DataplaneScope; handle: (exchange: Exchange, token: LiveToken) => Answering };

const METHODS = ["POST", "GET", "HEAD"];
const FLAGS = "/ofrep/v1/evaluate/flags/";

/** Finds the route of a request, lets in who may, and sees that every request gets an answer. */
export class Router {
  readonly cors: Cors;
  private readonly auth: Auth;
  private readonly flag: Route;
  private readonly routes: ReadonlyMap<string, readonly Route[]>;

  /** `flag` serves `/ofrep/v1/evaluate/flags/{key}`; `routes` are whole paths, one route a method. */
  constructor(auth: Auth, flag: Route, routes: Record<string, Route | readonly Route[]>) {
    this.auth = auth;
    this.cors = new Cors(auth.state);
    this.flag = flag;
    this.routes = new Map(Object.entries(routes).map(([path, here]) => [path, [here].flat()]));
  }

  /** Answers in any case: what goes wrong is written in the form of the route's protocol. */
  serve(exchange: Exchange): void {
    try {
      const answering = this.answer(exchange);
      answering?.catch((error: unknown) => exchange.fail(error));
    } catch (error) {
      exchange.fail(error);
    }
  }

  private answer(exchange: Exchange): Answering {
    const { method, headers } = exchange.request;
    if (method === "OPTIONS") return exchange.empty(204, preflightHeaders(headers["access-control-request-headers"]));
    const route = this.find(exchange);
    exchange.route = route.name;
    if (!accepts(route, exchange.request.method)) throw this.refuseMethod(exchange.path, route);
    if (route.scope === null) return route.handle(exchange);
    const secret = this.auth.secretOf(exchange.request);
    const token = this.auth.find(secret);
    if (token) return this.admit(exchange, route, token);
    return this.auth.findAgain(secret).then((found) => this.admit(exchange, route, found));
  }

  private admit(exchange: Exchange, route: Guarded, token: LiveToken | undefined): Answering {
    exchange.token = token ?? null;
    return route.handle(exchange, this.auth.admit(token, route.scope, exchange.request));
  }

  private find(exchange: Exchange): Route {
    const { path } = exchange;
    if (path.startsWith(FLAGS)) {
      exchange.refuse = sendOfrepRefusal;
      exchange.key = path.slice(FLAGS.length);
      return this.flag;
    }
    exchange.refuse = path.startsWith("/ofrep/") ? sendOfrepRefusal : path === "/v1/metrics" ? sendOtlpRefusal : sendProblem;
    const here = this.routes.get(path);
    const route = here?.find((each) => accepts(each, exchange.request.method)) ?? here?.[0];
    if (!route) throw new Refusal(404, "There is nothing at this path.");
    return route;
  }

  private refuseMethod(path: string, route: Route): Refusal {
    const methods = METHODS.filter((method) => (this.routes.get(path) ?? [route]).some((one) => accepts(one, method)));
    return new Refusal(405, `This path takes ${methods.join(" and ")}.`, { allow: [...methods, "OPTIONS"].join(", ") });
  }
}

function accepts(route: Route, method: string | undefined): boolean {
  return method === route.method || (method === "HEAD" && route.method === "GET" && route.scope === null);
}
