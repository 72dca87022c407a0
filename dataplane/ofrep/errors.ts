import type { Exchange } from "../http/exchange.ts";
import { refusalHeaders } from "../http/problem.ts";
import type { Refusal } from "../http/refusal.ts";
import { failureBody } from "./answers.ts";

/** The error form of OFREP, for every status: providers parse the body whatever the status says. */
export function sendOfrepRefusal(exchange: Exchange, refusal: Refusal): void {
  const body = failureBody(refusal.options.errorCode ?? "GENERAL", refusal.message, exchange.key);
  exchange.send(refusal.status, "application/json", JSON.stringify(body), refusalHeaders(refusal));
}
