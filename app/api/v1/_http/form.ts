import type { NextRequest } from "next/server";
import { publicOriginOf } from "@/lib/platform/client.ts";
import { AppError, invalid } from "@/lib/platform/errors.ts";
import { TOLD_PARAMETER, tell } from "../../../../lib/platform/told.ts";
import { isStorable, readForm } from "./body.ts";
import { sameOrigin } from "./caller.ts";

/**
 * The acts a page offers without scripts: the same endpoints, sent as a form. Its answers are pages: 303 back to
 * the page the form came from, which then shows what was stored or why nothing was.
 */

/** A form as sent: what becomes the body, the page to answer with, and the key that makes a second press harmless. */
export type Form = { body: Record<string, unknown>; back: string; key: string | null };

/** Where the answer goes when the form names no page of ours. */
const HOME = "/oncall";
const NUMBERS = ["to", "expectedVersion"];

export function isForm(request: Request): boolean {
  return request.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase() === "application/x-www-form-urlencoded";
}

/**
 * Reads a form that a page of this site sent. Any site can send a form with the reader's cookie on it, so the
 * browser must say where it comes from. Fields left empty are not sent. Throws AppError.
 */
export async function readOwnForm(request: NextRequest): Promise<Form> {
  if (!sameOrigin(request)) throw new AppError("forbidden", "This form came from another site, so nothing was done.");
  const { back, key, ...fields } = await readForm(request);
  const faulty = Object.entries(fields).find((entry) => !entry.every(isStorable));
  if (faulty)
    throw invalid("The form holds text that cannot be stored.", [{ path: faulty[0], message: "remove NUL characters" }]);
  const filled = Object.entries(fields).filter(([, value]) => value !== "");
  return { body: Object.fromEntries(filled.map(typed)), back: ownPage(back), key: key || null };
}

/** Form fields are texts; positions and versions share a field, and only versions are digits. */
function typed([name, value]: [string, string]): [string, string | number] {
  return [name, NUMBERS.includes(name) && /^\d{1,10}$/.test(value) ? Number(value) : value];
}

/** A page of the on-call part, never one of another site. */
function ownPage(asked: string | undefined): string {
  const base = "http://here.invalid";
  const url = asked && URL.canParse(asked, base) ? new URL(asked, base) : null;
  const ours = url?.origin === base && (url.pathname === HOME || url.pathname.startsWith(`${HOME}/`));
  return ours ? url.pathname + url.search : HOME;
}

type Stored = { revision: number; changes?: { revision: number }[]; plans?: { id: string }[] };

/** To the page that shows what was stored, from this revision on, or by this plan when every step still waits. */
export async function formStored(form: Form, answer: Response): Promise<Response> {
  const { changes, plans = [], revision } = (await answer.json()) as Stored;
  const revisions = changes ? changes.map((change) => change.revision) : [revision];
  return seeOther(withQuery(form.back, "done", revisions.length > 0 ? String(Math.min(...revisions)) : (plans[0]?.id ?? "")));
}

/** Back to the form, which says why nothing was stored; to sign-in when the session has ended. */
export async function formRefused(form: Form, request: NextRequest, problem: Response): Promise<Response> {
  if (problem.status === 401) return seeOther(`/sign-in?to=${encodeURIComponent(form.back)}`);
  const secure = publicOriginOf(request.headers)?.startsWith("https:") ?? false;
  const { id, cookie } = tell(await problem.json(), secure);
  return seeOther(withQuery(form.back, TOLD_PARAMETER, id), { "set-cookie": cookie });
}

function withQuery(path: string, name: string, value: string): string {
  const url = new URL(path, "http://here.invalid");
  for (const earlier of ["done", TOLD_PARAMETER]) url.searchParams.delete(earlier);
  url.searchParams.set(name, value);
  return url.pathname + url.search;
}

function seeOther(location: string, headers: Record<string, string> = {}): Response {
  return new Response(null, { status: 303, headers: { location, "cache-control": "no-store", ...headers } });
}
