import { randomBytes } from "node:crypto";
import { NextRequest } from "next/server.js";
import { encode } from "next-auth/jwt";
import type { Role, Scope } from "../lib/core/access/policy.ts";
import { hashSecret } from "../lib/platform/identity.ts";
import { connection } from "../lib/platform/server.ts";
import { type TestDatabase, testDatabase } from "./test-database.ts";

type Route = { params: Promise<Record<string, string | string[] | undefined>> };
export type RouteHandler = (request: NextRequest, route: Route) => Promise<Response>;

/** What a caller shows: headers of a session or of a token, or nothing. */
export type Caller = Record<string, string>;

export type Call = {
  method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  params?: Record<string, string>;
  query?: Record<string, string>;
  /** Sent as JSON; text and bytes are sent as they are. */
  body?: unknown;
  as?: Caller;
  headers?: Record<string, string>;
};

export type Reply<T> = { status: number; headers: Headers; body: T };

export type TestApi = Omit<TestDatabase, "pool"> & {
  /** Calls a route handler as Next would. `T` is what the test expects in the body. */
  call: <T = Record<string, unknown>>(handler: RouteHandler | undefined, call?: Call) => Promise<Reply<T>>;
  person: (options?: { owner?: boolean; in?: string; role?: Role }) => Promise<Person>;
  token: (options: { project: string | null; environment?: string; scopes: Scope[] }) => Promise<Caller>;
};

export type Person = { id: string; email: string; session: Caller };

export const ORIGIN = "http://switchyard.test";

/** A database of its own behind the very route handlers Next serves. One in each test file. */
export async function testApi(): Promise<TestApi> {
  const database = await testDatabase();
  process.env.DATABASE_URL = database.url;
  process.env.NEXTAUTH_SECRET = randomBytes(32).toString("hex");
  const { db } = database;

  return {
    ...database,
    call,
    person: async (options = {}) => {
      const email = `${randomBytes(5).toString("hex")}@example.test`;
      const { id, sessionVersion } = await db.user.create({
        data: { email, name: email, isOwner: options.owner ?? false, passwordHash: "none" },
      });
      if (options.in) {
        const { id: projectId } = await db.project.findUniqueOrThrow({ where: { key: options.in } });
        await db.membership.create({ data: { projectId, userId: id, role: options.role ?? "viewer" } });
      }
      return { id, email, session: await sessionOf({ id, email, sessionVersion }) };
    },
    token: async ({ project, environment, scopes }) => {
      const row = project === null ? null : await db.project.findUniqueOrThrow({ where: { key: project } });
      const place =
        row && environment
          ? await db.environment.findUniqueOrThrow({ where: { projectId_key: { projectId: row.id, key: environment } } })
          : null;
      const secret = randomBytes(32).toString("base64url");
      await db.apiToken.create({
        data: {
          projectId: row?.id ?? null,
          environmentId: place?.id ?? null,
          name: scopes.join(),
          prefix: secret.slice(0, 8),
          hash: hashSecret(secret),
          scopes,
          createdBy: "test",
        },
      });
      return { authorization: `Bearer ${secret}` };
    },
    close: async () => {
      await connection().close();
      await database.close();
    },
  };
}

/** The cookie a browser has after signing in. */
export async function sessionOf(user: { id: string; email: string; sessionVersion: number }): Promise<Caller> {
  const token = { sub: user.id, name: user.email, email: user.email, sessionVersion: user.sessionVersion };
  const cookie = await encode({ token, secret: process.env.NEXTAUTH_SECRET ?? "" });
  return { cookie: `next-auth.session-token=${cookie}`, "sec-fetch-site": "same-origin" };
}

async function call<T>(handler: RouteHandler | undefined, options: Call = {}): Promise<Reply<T>> {
  if (!handler) throw new Error("there is no such route handler");
  const { method = "GET", params = {}, query = {}, body, as = {}, headers = {} } = options;
  const raw = typeof body === "string" || body instanceof Uint8Array;
  const request = new NextRequest(`${ORIGIN}/api?${new URLSearchParams(query)}`, {
    method,
    headers: {
      host: new URL(ORIGIN).host,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...as,
      ...headers,
    },
    ...(body === undefined ? {} : { body: raw ? (body as BodyInit) : JSON.stringify(body) }),
  });
  const response = await handler(request, { params: Promise.resolve(params) });
  const text = await response.text();
  const json = response.headers.get("content-type")?.includes("json") ?? false;
  return { status: response.status, headers: response.headers, body: (json ? JSON.parse(text) : text) as T };
}
