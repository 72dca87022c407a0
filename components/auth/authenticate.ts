/** How a sign-in ended. `wait` is in seconds. */
export type SignInResult =
  | { ok: true }
  | { ok: false; why: "wrong" | "unavailable" | "busy" | "failed" }
  | { ok: false; why: "wait"; wait: number };

/** Sends address and password to the session endpoint; on success the session cookie is set. */
export async function signInWithPassword(email: string, password: string): Promise<SignInResult> {
  const answer = await post("callback/credentials", { email, password }).catch(() => null);
  if (!answer) return { ok: false, why: "unavailable" };
  if (answer.ok) return { ok: true };
  if (answer.status === 429) return { ok: false, why: "wait", wait: Number(answer.headers.get("retry-after")) || 60 };
  if (answer.status === 503) return { ok: false, why: (await answer.text()).includes("Overloaded") ? "busy" : "unavailable" };
  return { ok: false, why: answer.status === 401 ? "wrong" : "failed" };
}

/** Begins single sign-on: the address of the issuer to go to, or null when it cannot be reached. */
export async function beginSingleSignOn(back: string): Promise<string | null> {
  const answer = await post("signin/oidc", { callbackUrl: back }).catch(() => null);
  const body = answer?.ok ? ((await answer.json()) as { url?: string }) : null;
  return body?.url ?? null;
}

async function post(path: string, fields: Record<string, string>): Promise<Response> {
  const { csrfToken } = (await (await fetch("/api/auth/csrf")).json()) as { csrfToken: string };
  return fetch(`/api/auth/${path}`, { method: "POST", body: new URLSearchParams({ ...fields, csrfToken, json: "true" }) });
}
