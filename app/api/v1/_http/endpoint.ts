import { randomUUID } from "node:crypto";
import type { NextRequest } from "next/server";
import { z } from "zod";
import type { Scope } from "@/lib/core/access/policy.ts";
import { clientAddress } from "@/lib/platform/client.ts";
import type { Context, ProjectContext } from "@/lib/platform/context.ts";
import { invalid, notFound } from "@/lib/platform/errors.ts";
import type { PrismaClient } from "@/lib/platform/generated/prisma/client.ts";
import { contextOf, type Identity, projectContext, requireLiveUser } from "@/lib/platform/identity.ts";
import { connection } from "@/lib/platform/server.ts";
import { isStorable, parseWith, readJson } from "./body.ts";
import { caller } from "./caller.ts";
import { type Form, formRefused, formStored, isForm, readOwnForm } from "./form.ts";
import { type Answer, once } from "./idempotency.ts";
import { problem } from "./problem.ts";

/** What the OpenAPI document says of an endpoint; the same schemas validate. */
export type Operation = {
  summary: string;
  query?: z.ZodObject;
  body?: z.ZodType;
  /** Tokens with this scope may do it too, though it gives them no role. */
  scope?: Scope;
  /** The body may also come as a form of a page that works without scripts; see form.ts. */
  form?: boolean;
  /** Successful status and the schema of its body; `secret` when the body holds one, which is then stored sealed; `otherTypes` it can come as besides JSON; `tagged` when it has an ETag and can be 304; `also` what a read can end with that others cannot. */
  answer: {
    status: 200 | 201 | 204;
    schema?: z.ZodType;
    secret?: boolean;
    otherTypes?: readonly string[];
    tagged?: true;
    also?: readonly (409 | 422)[];
  };
};

type Input<O extends Operation> = {
  params: Record<string, string>;
  query: O["query"] extends z.ZodType ? z.infer<O["query"]> : Record<string, never>;
  body: O["body"] extends z.ZodType ? z.infer<O["body"]> : undefined;
  request: NextRequest;
};

type RouteArguments = { params: Promise<Record<string, string | string[] | undefined>> };
/** `open`: no one needs to be signed in. */
export type Handler = { (request: NextRequest, route: RouteArguments): Promise<Response>; operation: Operation; open: boolean };

type Work<C, O extends Operation> = (context: C, input: Input<O>) => Promise<unknown>;

/** An endpoint below /projects/{project}: the caller's role in that project is known when `work` runs. */
export function projectEndpoint<const O extends Operation>(operation: O, work: Work<ProjectContext, O>): Handler {
  return build(operation, (context, identity, params) => projectContext(context, identity, params.project ?? ""), work);
}

export type CallerContext = Context & { identity: Identity };

/** An endpoint outside projects: anybody whose session goes on, or a management token. */
export function endpoint<const O extends Operation>(operation: O, work: Work<CallerContext, O>): Handler {
  return build(
    operation,
    async (context, identity) => {
      if (identity.kind === "user") await requireLiveUser(context.db, identity);
      return { ...context, identity };
    },
    work,
  );
}

export type OpenContext = { db: PrismaClient; now: Date; address: string };

/** An endpoint for people who cannot have signed in yet; the command limits how often an address may try. */
export function openEndpoint<const O extends Operation>(operation: O, work: Work<OpenContext, O>): Handler {
  return handlerOf(
    operation,
    async (request, input, requestId) => {
      const context = { db: connection().db, now: new Date(), address: clientAddress(request.headers) };
      return present(await run(operation, work, context, await input()), requestId);
    },
    true,
  );
}

/** The skeleton every request follows: who → parse → scope → work → present. A Response from `work` is sent as it is. */
function build<C extends Context, const O extends Operation>(
  operation: O,
  scope: (context: Context, identity: Identity, params: Record<string, string>) => Promise<C>,
  work: Work<C, O>,
): Handler {
  return handlerOf(operation, async (request, read, requestId, formKey) => {
    const { db } = connection();
    const now = new Date();
    const identity = await caller(request, db, now, operation.scope);
    const origin = request.headers.get("x-switchyard-origin") === "cli" ? "cli" : identity.kind === "user" ? "ui" : "api";
    const input = await read();
    const context = await scope(contextOf(identity, db, now, origin, requestId), identity, input.params);

    const key = request.method === "POST" ? (request.headers.get("idempotency-key") ?? formKey) : null;
    if (key) {
      const attempt = { key, url: request.url, body: input.body, secret: operation.answer.secret ?? false };
      return present(await once(context, attempt, (inside) => run(operation, work, inside, input)), requestId);
    }
    const result = await work(context, input);
    return result instanceof Response ? result : present({ status: operation.answer.status, body: result }, requestId);
  });
}

type Serve<O extends Operation> = (
  request: NextRequest,
  read: () => Promise<Input<O>>,
  requestId: string,
  formKey: string | null,
) => Promise<Response>;

/** Gives every request an id and turns whatever is thrown into a problem document. */
function handlerOf<const O extends Operation>(operation: O, serve: Serve<O>, open = false): Handler {
  const handler = async (request: NextRequest, route: RouteArguments): Promise<Response> => {
    const requestId = randomUUID();
    let form: Form | null = null;
    try {
      if (operation.form && isForm(request)) form = await readOwnForm(request);
      const answer = await serve(request, () => inputOf(operation, request, route, form), requestId, form?.key ?? null);
      return form ? await formStored(form, answer) : answer;
    } catch (error) {
      return form ? formRefused(form, request, problem(error, requestId)) : problem(error, requestId);
    }
  };
  return Object.assign(handler, { operation, open });
}

async function inputOf<O extends Operation>(
  operation: O,
  request: NextRequest,
  route: RouteArguments,
  form: Form | null,
): Promise<Input<O>> {
  // Next hands routes without path parameters nothing at all.
  const params = plainParams((await route.params) ?? {});
  const query = parseWith(operation.query ?? z.strictObject({}), queryOf(request), "The query");
  const body = operation.body ? parseWith(operation.body, form?.body ?? (await readJson(request)), "The body") : undefined;
  return { params, query, body, request } as Input<O>;
}

async function run<C, O extends Operation>(operation: O, work: Work<C, O>, context: C, input: Input<O>): Promise<Answer> {
  return { status: operation.answer.status, body: (await work(context, input)) ?? null };
}

function present(answer: Answer, requestId: string): Response {
  const headers = { "content-type": "application/json", "cache-control": "no-store", "x-request-id": requestId };
  return answer.status === 204
    ? new Response(null, { status: 204, headers })
    : new Response(JSON.stringify(answer.body), { status: answer.status, headers });
}

/** Path parameters, decoded once. What cannot be a key of ours names nothing that exists. */
function plainParams(params: Record<string, string | string[] | undefined>): Record<string, string> {
  const plain: Record<string, string> = {};
  for (const [name, value] of Object.entries(params)) {
    if (typeof value !== "string") continue;
    const decoded = decodeSafely(value);
    if (decoded === null || !isStorable(decoded)) throw notFound(name);
    plain[name] = decoded;
  }
  return plain;
}

function decodeSafely(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

function queryOf(request: NextRequest): Record<string, string> {
  const query = Object.fromEntries(request.nextUrl.searchParams);
  const faulty = Object.entries(query).find((entry) => !entry.every(isStorable));
  if (faulty)
    throw invalid("The query holds text that cannot be stored.", [{ path: faulty[0], message: "remove NUL characters" }]);
  return query;
}
