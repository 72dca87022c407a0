import type { RouteConfig } from "@asteasolutions/zod-to-openapi";
import { z } from "zod";
import { ACTS, roleAllows, roleOfScopes, SCOPES, type Scope } from "@/lib/core/access/policy.ts";
import type { Handler, Operation } from "../_http/endpoint.ts";
import { isBeyondEnvironments, needOf } from "./needs.ts";
import { operationId } from "./operation-id.ts";
import { problemResponses } from "./problems.ts";
import type { Method } from "./routes.ts";
import { tagOf } from "./tags.ts";

const idempotencyKey = z.string().max(200).optional().describe("makes repeating the request safe");

/** What the document says of one operation. */
export function operationConfig(method: Method, path: string, { operation, open }: Handler): RouteConfig {
  const { status, schema, otherTypes = [], tagged } = operation.answer;
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name as string);
  const content = Object.fromEntries([
    ...(schema ? [["application/json", { schema }] as const] : []),
    ...otherTypes.map((type) => [type, { schema: z.string() }] as const),
  ]);
  return {
    method: method.toLowerCase() as Lowercase<Method>,
    path,
    operationId: operationId(method, path),
    tags: [tagOf(path)],
    summary: operation.summary,
    description: description(method, path, operation),
    ...(open ? { security: [] } : {}),
    request: {
      ...(names.length > 0 ? { params: z.object(Object.fromEntries(names.map((name) => [name, z.string()]))) } : {}),
      ...(operation.query ? { query: operation.query } : {}),
      ...(operation.body ? { body: { required: true, content: bodyContent(operation.body, operation.form) } } : {}),
      ...(method === "POST" && !open ? { headers: z.object({ "Idempotency-Key": idempotencyKey }) } : {}),
    },
    responses: {
      [status]: { description: "Done", ...(Object.keys(content).length > 0 ? { content } : {}) },
      ...(tagged ? { 304: { description: "As it was when it had the ETag named in If-None-Match" } } : {}),
      ...(operation.form ? { 303: { description: "To a form: the page that shows what was stored, or why nothing was" } } : {}),
      ...problemResponses(method, operation),
    },
  };
}

function bodyContent(schema: z.ZodType, form = false) {
  return { "application/json": { schema }, ...(form ? { "application/x-www-form-urlencoded": { schema } } : {}) };
}

/** Who may do it, and what a caller has to know besides its fields. */
function description(method: Method, path: string, { query, body, answer, scope }: Operation): string {
  const fields = { ...query?.shape, ...(body instanceof z.ZodObject ? body.shape : {}) };
  return [
    whoMay(method, path, scope),
    "cursor" in fields ? "The answer is a page: give `nextCursor` back as `cursor` for the next one." : [],
    "expectedVersion" in fields ? "409 when another version than `expectedVersion` is stored." : [],
    answer.secret ? "The answer holds a secret that is told this once." : [],
    answer.tagged ? "Has an `ETag`; 304 while nothing changed since the one in `If-None-Match`." : [],
  ]
    .flat()
    .join(" ");
}

function whoMay(method: Method, path: string, scope?: Scope): string {
  const need = needOf(method, path);
  if (need === undefined || need === "open") return "Needs nobody signed in.";
  if (need === "signed-in") return "Needs somebody signed in, or a token with the scope `operate` or `manage`.";
  if (need === "owner") return "Needs an owner of the installation, or the token it was started with.";
  const role = `Needs the role \`${ACTS[need]}\` in the project, or`;
  if (isBeyondEnvironments(method, path)) return `${role} the token the installation was started with.`;
  const scopes = SCOPES.filter((one) => {
    const given = roleOfScopes([one], scope);
    return given !== null && roleAllows(given, need);
  });
  const named = scopes.map((one) => `\`${one}\``).join(" or ");
  const forward =
    need === "switch.back" && /\/(changes|restore|undo)$/.test(path) ? " What leads forward needs `lead` or `manage`." : "";
  return `${role} a token with the scope ${named}.${forward}`;
}
