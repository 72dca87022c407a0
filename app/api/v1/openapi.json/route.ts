import { openApiDocument } from "./document.ts";

let text: string | undefined;

/** The description of this API, for anyone. */
export function GET(): Response {
  text ??= JSON.stringify(openApiDocument());
  return new Response(text, { headers: { "content-type": "application/json", "cache-control": "public, max-age=300" } });
}
