import { createHash } from "node:crypto";

/** The answer of an operation with `tagged`: 304 without doing the work while the caller has what `mark` stands for. */
export async function tagged(request: Request, mark: string, work: () => Promise<unknown>): Promise<Response> {
  const etag = `W/"${createHash("sha256").update(mark).digest("base64url").slice(0, 22)}"`;
  // Kept by the reader alone, and never used without asking: who may see it is decided anew each time.
  const headers = { etag, "cache-control": "private, no-cache", vary: "cookie, authorization" };
  if (knows(request.headers.get("if-none-match"), etag)) return new Response(null, { status: 304, headers });
  const body = JSON.stringify(await work());
  return new Response(body, { status: 200, headers: { ...headers, "content-type": "application/json" } });
}

/** The same where the answer itself is small: its text is its mark. */
export function taggedText(request: Request, body: unknown): Promise<Response> {
  return tagged(request, JSON.stringify(body), async () => body);
}

function knows(header: string | null, etag: string): boolean {
  return header?.split(",").some((one) => one.trim() === etag) ?? false;
}
