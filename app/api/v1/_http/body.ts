import type { z } from "zod";
import { isWellFormed } from "@/lib/core/evaluation/bucket.ts";
import { AppError, type FieldError, invalid } from "@/lib/platform/errors.ts";

const MAX_BODY_BYTES = 1024 * 1024;
const MOST_FIELDS_NAMED = 20;

/** Reads a JSON body within the size limit. An empty body counts as `{}`. */
export async function readJson(request: Request): Promise<unknown> {
  const bytes = await readBounded(request);
  if (bytes.byteLength === 0) return {};
  const type = request.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase();
  if (type !== "application/json") {
    throw new AppError("unsupported-media-type", "Send the body as application/json.");
  }
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes), storableOnly);
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw invalid("The body is not JSON.", [{ path: "", message: "expected one JSON value in UTF-8" }]);
  }
}

/** Reads a form's fields, sent URL-encoded or as one flat JSON object. */
export async function readForm(request: Request): Promise<Record<string, string>> {
  const type = request.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase();
  if (type === "application/x-www-form-urlencoded") {
    return Object.fromEntries(new URLSearchParams(Buffer.from(await readBounded(request)).toString("utf8")));
  }
  const fields = await readJson(request);
  if (typeof fields === "object" && fields !== null && Object.values(fields).every((value) => typeof value === "string")) {
    return fields as Record<string, string>;
  }
  throw invalid("The body is not a form.", [{ path: "", message: "expected an object of texts" }]);
}

function storableOnly(key: string, value: unknown): unknown {
  if (!isStorable(key) || (typeof value === "string" && !isStorable(value))) {
    throw invalid("The body holds text that cannot be stored.", [
      { path: key, message: "remove NUL characters and unpaired surrogates" },
    ]);
  }
  return value;
}

/** Postgres stores neither NUL characters nor unpaired surrogates. */
export function isStorable(text: string): boolean {
  return !text.includes("\0") && isWellFormed(text);
}

async function readBounded(request: Request): Promise<Uint8Array> {
  const tooLarge = new AppError("too-large", "The body is larger than 1 MiB.");
  if (Number(request.headers.get("content-length") ?? 0) > MAX_BODY_BYTES) throw tooLarge;
  if (!request.body) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of request.body) {
      size += chunk.byteLength;
      if (size > MAX_BODY_BYTES) throw tooLarge;
      chunks.push(chunk);
    }
  } catch (error) {
    if (error === tooLarge) throw error;
    throw invalid("The body broke off before its end.", [{ path: "", message: "expected the whole body" }]);
  }
  return Buffer.concat(chunks);
}

/** Checks a value against its schema; throws `invalid` with a path and a sentence a field. */
export function parseWith<T extends z.ZodType>(schema: T, value: unknown, what: string): z.infer<T> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const errors: FieldError[] = parsed.error.issues
    .slice(0, MOST_FIELDS_NAMED)
    .flatMap((issue) =>
      issue.code === "unrecognized_keys"
        ? issue.keys
            .slice(0, MOST_FIELDS_NAMED)
            .map((key) => ({ path: [...issue.path, key].join("."), message: "is not a known field" }))
        : [{ path: issue.path.join("."), message: issue.message }],
    );
  const [first] = errors;
  throw invalid(`${what} is not valid: ${first?.path ? `${first.path}: ` : ""}${first?.message}`, errors);
}
