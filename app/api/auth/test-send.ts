import { workAsyncStorage } from "next/dist/server/app-render/work-async-storage.external.js";
import { workUnitAsyncStorage } from "next/dist/server/app-render/work-unit-async-storage.external.js";
import { NextRequest } from "next/server";
import { GET, POST } from "./[...nextauth]/route.ts";

export const ORIGIN = "http://console.test:3000";

/** With a form or a body it is a POST, otherwise a GET. */
export type Sent = { form?: Record<string, string>; body?: string; headers?: Record<string, string> };

/** Serves a request inside the scope Next gives a route handler, from which next-auth takes cookies and headers. */
export async function send(path: string, sent: Sent = {}): Promise<Response> {
  const url = new URL(`/api/auth/${path}`, ORIGIN);
  const body = sent.form ? new URLSearchParams(sent.form).toString() : sent.body;
  const type = sent.form ? "application/x-www-form-urlencoded" : "application/json";
  const headers = {
    host: url.host,
    "x-forwarded-proto": "http",
    ...(body === undefined ? {} : { "content-type": type }),
    ...sent.headers,
  };
  const request = new NextRequest(url, body === undefined ? { headers } : { method: "POST", headers, body });
  const params = { nextauth: url.pathname.split("/").slice(3).map(decodeURIComponent) };
  const scope = { type: "request", phase: "render", cookies: request.cookies, headers: request.headers };
  const serve = () => (body === undefined ? GET : POST)(request, { params: Promise.resolve(params) });
  return workAsyncStorage.run({ route: "/api/auth" } as never, () => workUnitAsyncStorage.run(scope as never, serve));
}

/** The cookies an answer sets, as a browser sends them back. */
export function cookiesOf(response: Response): string {
  return response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(";")[0] ?? "")
    .join("; ");
}

/** What next-auth asks of a form: its token, in the form and in a cookie. */
export async function csrf(headers: Record<string, string> = {}): Promise<{ csrfToken: string; cookie: string }> {
  const response = await send("csrf", { headers });
  const { csrfToken } = (await response.json()) as { csrfToken: string };
  return { csrfToken, cookie: cookiesOf(response) };
}
