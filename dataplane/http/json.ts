import type { z } from "zod";
import { bodyOf } from "./body.ts";
import type { Exchange } from "./exchange.ts";
import { Refusal } from "./refusal.ts";

export const JSON_BODY_BYTES = 1024 * 1024;

const MOST_FIELDS_NAMED = 20;

/** The body, checked, of at most so many bytes. Throws the Refusal that names each faulty field. */
export async function jsonBody<T extends z.ZodType>(exchange: Exchange, schema: T, bytes = JSON_BODY_BYTES): Promise<z.infer<T>> {
  const { headers } = exchange.request;
  const type = headers["content-type"];
  if (type !== undefined && !/^application\/json\s*(;|$)/i.test(type)) {
    throw new Refusal(415, "Send the body as application/json.");
  }
  if (headers["content-encoding"] !== undefined && headers["content-encoding"] !== "identity") {
    throw new Refusal(415, "Send the body without a content encoding.");
  }
  const body = await bodyOf(exchange, bytes);
  return checked(schema, parseJson(body));
}

/** The value in the schema's shape. Throws the Refusal that names each faulty field. */
export function checked<T extends z.ZodType>(schema: T, value: unknown): z.infer<T> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const errors = parsed.error.issues
    .slice(0, MOST_FIELDS_NAMED)
    .map((issue) => ({ path: issue.path.join("."), message: issue.message }));
  const [first] = errors;
  throw new Refusal(400, `${first?.path || "body"}: ${first?.message}`, { errors });
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(textOf(body));
  } catch {
    throw new Refusal(400, "The body is not JSON.");
  }
}

/** What the bytes of a body say in UTF-8, without the mark that some programs put in front of it. */
export function textOf(body: Buffer): string {
  const marked = body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf;
  return marked ? body.toString("utf8", 3) : body.toString();
}
