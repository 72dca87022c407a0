import { openApiDocument } from "@/app/api/v1/openapi.json/document.ts";
import type { Document } from "@/lib/core/openapi/document.ts";

let known: Document | null = null;

/** Made once a process: it says the same until another version runs. */
export function apiDocument(): Document {
  known ??= openApiDocument() as Document;
  return known;
}
