import { randomBytes } from "node:crypto";
import { NextRequest } from "next/server";
import { encode } from "next-auth/jwt";
import { expect } from "vitest";
import { problemResponses, problemSchema } from "@/app/api/v1/openapi.json/problems.ts";
import { type Method, ROUTES } from "@/app/api/v1/openapi.json/routes.ts";
import { templateOf } from "@/app/api/v1/openapi.json/template.ts";
import type { Role, Scope } from "@/lib/core/access/policy.ts";
import type { PrismaClient } from "@/lib/platform/generated/prisma/client.ts";
import { hashSecret } from "@/lib/platform/identity.ts";
import type { Handler, Operation } from "./endpoint.ts";

/** Calls the route handlers the way Next does, and holds every answer against what its operation promises. */

export type Sent = {
  /** Sent as JSON unless it is text or bytes, and as a form when those are its parameters. */
  body?: unknown;
  query?: Record<string, string>;
  headers?: Record<string, string>;
};
/** `body` is empty unless the answer is JSON. */
type Reply = { status: number; headers: Headers; text: string; body: Record<string, unknown> };
export type Client = (method: Method, path: string, sent?: Sent) => Promise<Reply>;

const ORIGIN = "http://127.0.0.1:3000";

/** A client that sends these headers with every request. */
export function client(headers: Record<string, string> = {}): Client {
  return async (method, path, sent = {}) => {
    const found = handlerOf(method, path);
    if (!found) throw new Error(`${method} ${path} is not served`);
    const { handler, params } = found;
    const url = new URL(`/api/v1${path}`, ORIGIN);
    for (const [name, value] of Object.entries(sent.query ?? {})) url.searchParams.set(name, value);
    const body = sent.body === undefined ? undefined : isRaw(sent.body) ? sent.body : JSON.stringify(sent.body);
    const sentAs = sent.body instanceof URLSearchParams ? "application/x-www-form-urlencoded" : "application/json";
    const type: Record<string, string> = body === undefined ? {} : { "content-type": sentAs };
    const request = new NextRequest(url, {
      method,
      headers: { host: "127.0.0.1:3000", ...type, ...headers, ...sent.headers },
      ...(body === undefined ? {} : { body }),
    });
    const response = await handler(request, { params: Promise.resolve(params) });
    const text = await response.text();
    const json = /^application\/(problem\+)?json/.test(response.headers.get("content-type") ?? "") && text !== "";
    const reply = { status: response.status, headers: response.headers, text, body: json ? JSON.parse(text) : {} };
    if (response.status === 303) expect(handler.operation.form).toBe(true);
    else if (response.status === 304) expect([handler.operation.answer.tagged, text]).toEqual([true, ""]);
    else holdToPromise(method, reply, handler.operation);
    return reply;
  };
}

/** Without a cookie or a token. */
export const stranger = client();

export function withToken(secret: string): Client {
  return client({ authorization: `Bearer ${secret}` });
}

/** A person who has just signed in, as the browser of this console sends it. */
export async function signedIn(db: PrismaClient, projectKey: string, role: Role): Promise<Client> {
  const email = `${role}-${randomBytes(4).toString("hex")}@example.com`;
  const project = await db.project.findUniqueOrThrow({ where: { key: projectKey } });
  const user = await db.user.create({
    data: { email, name: `the ${role}`, memberships: { create: { projectId: project.id, role } } },
  });
  return client({ cookie: await sessionCookie(user.id, user.sessionVersion), origin: ORIGIN });
}

export async function sessionCookie(userId: string, sessionVersion: number, sessionId?: string): Promise<string> {
  const token = { sub: userId, name: "Somebody", email: "somebody@example.com", sessionVersion, sessionId };
  return `next-auth.session-token=${await encode({ token, secret: process.env.NEXTAUTH_SECRET ?? "" })}`;
}

/** Somebody with a token over every project, as the start creates it from SWITCHYARD_BOOTSTRAP_TOKEN. */
export async function bootstrap(db: PrismaClient): Promise<Client> {
  return withToken(await bootstrapToken(db));
}

export async function bootstrapToken(db: PrismaClient): Promise<string> {
  const secret = randomBytes(24).toString("base64url");
  await db.apiToken.create({
    data: { name: "bootstrap", prefix: secret.slice(0, 6), hash: hashSecret(secret), scopes: ["manage"], createdBy: "start" },
  });
  return secret;
}

/** The secret of a new token, made through the API. */
export async function newToken(admin: Client, project: string, scopes: Scope[], environment = "production"): Promise<string> {
  const reply = await admin("POST", `/projects/${project}/tokens`, { body: { name: scopes.join(), environment, scopes } });
  expect(reply.status).toBe(201);
  return String(reply.body.token);
}

type Found = { handler: Handler; params: Record<string, string> };

/** What serves a path below /api/v1, and what its parameters are in it; null when nothing does. */
export function handlerOf(method: string, path: string): Found | null {
  const template = templateOf(path);
  const handler = ROUTES[template ?? ""]?.[method as Method];
  if (!template || !handler) return null;
  const segments = path.split("/");
  const named = template
    .split("/")
    .flatMap((part, index) => (part.startsWith("{") ? [[part.slice(1, -1), segments[index] ?? ""]] : []));
  return { handler, params: Object.fromEntries(named) };
}

function isRaw(body: unknown): body is string | Uint8Array<ArrayBuffer> | URLSearchParams {
  return typeof body === "string" || body instanceof Uint8Array || body instanceof URLSearchParams;
}

function holdToPromise(method: Method, reply: Reply, operation: Operation) {
  const { answer } = operation;
  if (reply.status >= 400) {
    expect(Object.keys(problemResponses(method, operation))).toContain(String(reply.status));
    expect(reply.headers.get("content-type")).toBe("application/problem+json");
    const { current: _, theirChange: __, ...rest } = reply.body;
    expect(problemSchema.parse(rest)).toEqual(rest);
    expect(reply.body.status).toBe(reply.status);
    expect(reply.text).not.toMatch(/\n\s+at |node_modules|\.ts:\d/);
    return;
  }
  expect(reply.status).toBe(answer.status);
  if (answer.status === 204) expect(reply.text).toBe("");
  else if (answer.schema && reply.headers.get("content-type") === "application/json") {
    expect(answer.schema.parse(reply.body)).toEqual(reply.body);
  }
}
