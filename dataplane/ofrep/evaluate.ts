import { counters } from "../counters.ts";
import { readBody } from "../http/body.ts";
import type { Exchange } from "../http/exchange.ts";
import { Refusal } from "../http/refusal.ts";
import type { State } from "../state/state.ts";
import type { LiveToken } from "../state/tokens.ts";
import { contextOf, OFREP_BODY_BYTES } from "./context.ts";

const KEY = /^[A-Za-z0-9._~-]{1,100}$/;

/** One switch for one context. Nothing here waits: services ask this on every request. */
export function evaluateOne(exchange: Exchange, state: State, token: LiveToken): void {
  const key = keyOf(exchange.key ?? "");
  exchange.key = key;
  readBody(exchange, OFREP_BODY_BYTES, (body, refusal) => {
    if (refusal) return exchange.fail(refusal);
    try {
      const answer = state.environmentOf(token).answers.one(key, contextOf(body));
      counters.evaluations += 1;
      if (answer.status !== 404) token.heard("flag", key, Date.now());
      exchange.sendWritten(answer.status, answer.headers, answer.text);
    } catch (error) {
      exchange.fail(error);
    }
  });
}

/** The key in a path, decoded once. Throws 400 on broken percent-encoding, 404 on a key no switch can have. */
function keyOf(encoded: string): string {
  const key = encoded.includes("%") ? decode(encoded) : encoded;
  if (!KEY.test(key) || key === "." || key === "..") {
    throw new Refusal(404, "No switch can have this key.", { errorCode: "FLAG_NOT_FOUND" });
  }
  return key;
}

function decode(encoded: string): string {
  try {
    return decodeURIComponent(encoded);
  } catch {
    throw new Refusal(400, "The key is not validly percent-encoded.", { errorCode: "PARSE_ERROR" });
  }
}
