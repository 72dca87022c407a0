import type { RouteConfig } from "@asteasolutions/zod-to-openapi";
import { z } from "zod";
import { refusalSchema } from "@/lib/switches/schema/fields.ts";
import type { Operation } from "../_http/endpoint.ts";
import type { Method } from "./routes.ts";

export const problemSchema = z
  .object({
    type: z.string().describe("stable name of the kind of problem, `urn:switchyard:problem:<code>`"),
    title: z.string(),
    status: z.number(),
    detail: z.string().optional().describe("a sentence a person can act on"),
    requestId: z.string(),
    errors: z
      .array(z.object({ path: z.string(), message: z.string() }))
      .optional()
      .describe("400: the faulty fields"),
    act: z.string().optional().describe("403: what was asked for"),
    roleNeeded: z.string().optional().describe("403: the weakest role that may do it"),
    current: z.unknown().optional().describe("409: what is stored now"),
    theirChange: z.unknown().optional().describe("409: the change that came first"),
    refusals: z.array(refusalSchema).optional().describe("422: every rule that stands against it"),
  })
  .describe("What went wrong (RFC 9457)");

const ALWAYS = {
  400: "The request is not valid; `errors` names the fields",
  401: "Not signed in, or the token is unknown, expired or revoked",
  403: "Not allowed; `roleNeeded` names the role",
  404: "There is no such thing, or it is not yours to see",
  429: "Too many at once; `Retry-After` names the wait",
  431: "The address and the headers together are longer than 16 KiB",
  503: "The database cannot be reached, or this waited too long for others (`overloaded`); nothing was changed",
};
const WRITES = {
  409: "Changed meanwhile; `current` is what is stored, `theirChange` how it came about",
  422: "Refused; `refusals` lists every rule that stands against it",
};
const BODIES = { 413: "The body is larger than 1 MiB", 415: "The body is not application/json" };

export function problemResponses(method: Method, { body, answer }: Operation): RouteConfig["responses"] {
  const writes = Object.entries(WRITES).filter(
    ([status]) => method !== "GET" || answer.also?.some((one) => one === Number(status)),
  );
  const descriptions = { ...ALWAYS, ...Object.fromEntries(writes), ...(body ? BODIES : {}) };
  return Object.fromEntries(
    Object.entries(descriptions).map(([status, description]) => [
      status,
      { description, content: { "application/problem+json": { schema: problemSchema } } },
    ]),
  );
}
