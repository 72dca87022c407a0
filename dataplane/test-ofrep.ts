import { readFileSync } from "node:fs";
import { Ajv2020, type ErrorObject, type ValidateFunction } from "ajv/dist/2020.js";
import { parse } from "yaml";

/** An answer as a test got it. */
type Answer = { status: number; headers: Headers; text: string };

type Response = {
  $ref?: string;
  headers?: Record<string, { required?: boolean; schema: { type: string } }>;
  content?: { "application/json": { schema: { $ref: string } } };
};
type Document = {
  paths: Record<string, { post: { responses: Record<string, Response> } }>;
  components: { responses: Record<string, Response> };
};

const ALL = "/ofrep/v1/evaluate/flags";
const ONE = `${ALL}/{key}`;

const document: Document = parse(readFileSync(new URL("./ofrep/openapi/openapi.yaml", import.meta.url), "utf8"));
const formats = { uri: (text: string) => URL.canParse(text), "date-time": true as const };
const ajv = new Ajv2020({ strict: false, allErrors: true, formats });
ajv.addSchema(document, "ofrep");

const FAILURE = {
  type: "object",
  required: ["errorCode", "errorDetails", "metadata", "error_code", "error_details"],
  properties: { errorCode: { type: "string" }, errorDetails: { type: "string", minLength: 1 }, metadata: { const: {} } },
};
const KEYED_FAILURE = { ...FAILURE, required: [...FAILURE.required, "key"] };
const SUCCESS = {
  type: "object",
  required: ["key", "reason", "value", "variant", "metadata"],
  properties: {
    key: { pattern: "^[A-Za-z0-9._~-]{1,100}$" },
    reason: { enum: ["STATIC", "TARGETING_MATCH", "SPLIT", "DISABLED", "UNKNOWN"] },
    value: { type: "string" },
    metadata: { required: ["stage", "share", "revision", "version", "flagSetId"] },
  },
  not: { required: ["errorCode"] },
};
const EVERY = {
  type: "object",
  required: ["flags", "metadata", "eventStreams"],
  properties: { flags: { items: { oneOf: [SUCCESS, KEYED_FAILURE] } } },
};

/** What every known provider can live with, which is narrower than the standard. */
const isSuccess = ajv.compile(SUCCESS);
const isEvery = ajv.compile(EVERY);
const isFailure = ajv.compile(FAILURE);
const isKeyedFailure = ajv.compile(KEYED_FAILURE);

/**
 * What is wrong with an answer to a request under /ofrep: by the corrected document of the standard, and by the
 * profile that every known provider can live with. Empty for other paths.
 */
export function ofrepFaults(method: string, path: string, answer: Answer): string[] {
  const route = routeOf(path);
  if (route === null || method === "OPTIONS") return [];
  const { status, headers, text } = answer;
  const response = method === "POST" ? documented(route, status) : undefined;
  const faults = headerFaults(route, answer, response);
  if (method === "HEAD" || status === 304) return text === "" ? faults : [...faults, "a body where none belongs"];
  if (headers.get("content-type") !== "application/json") return [...faults, `content type ${headers.get("content-type")}`];
  const ref = response?.content?.["application/json"].schema.$ref;
  const body: unknown = JSON.parse(text);
  return [...faults, ...bodyFaults(profileOf(route, status), body), ...bodyFaults(ref && ajv.getSchema(`ofrep${ref}`), body)];
}

/** Throws with every fault. */
export function expectOfrep(method: string, path: string, answer: Answer): void {
  const faults = ofrepFaults(method, path, answer);
  if (faults.length === 0) return;
  throw new Error(
    `${method} ${path} answered ${answer.status} against OFREP:\n${faults.join("\n")}\n${answer.text.slice(0, 2000)}`,
  );
}

function routeOf(path: string): typeof ALL | typeof ONE | "other" | null {
  const tidy = (path.split("?")[0] ?? "").replace(/\/{2,}/g, "/").replace(/\/$/, "");
  if (!tidy.startsWith("/ofrep/")) return null;
  if (tidy === ALL) return ALL;
  return tidy.startsWith(`${ALL}/`) ? ONE : "other";
}

function documented(route: string, status: number): Response | undefined {
  const response = document.paths[route]?.post.responses[status];
  const name = response?.$ref?.split("/").at(-1);
  return name === undefined ? response : document.components.responses[name];
}

function profileOf(route: string, status: number): ValidateFunction {
  if (status === 200) return route === ONE ? isSuccess : isEvery;
  return route === ONE ? isKeyedFailure : isFailure;
}

function headerFaults(route: string, { status, headers }: Answer, response: Response | undefined): string[] {
  const faults: string[] = [];
  const wait = headers.get("retry-after");
  if ((status === 429 || status === 503) && wait === null) faults.push("no Retry-After");
  if (wait !== null && !/^\d+$/.test(wait)) faults.push(`Retry-After: ${wait}`);
  if (status >= 300 && status < 400 && status !== 304) faults.push(`a redirect to ${headers.get("location")}`);
  if (status === 405 && headers.get("allow") === null) faults.push("no Allow");
  const tag = headers.get("etag");
  if (route === ALL && (status === 200 || status === 304) && !/^"[^"]+"$/.test(tag ?? "")) faults.push(`ETag: ${tag}`);
  for (const [name, { required, schema }] of Object.entries(response?.headers ?? {})) {
    const value = headers.get(name);
    const typed = value !== null && schema.type === "integer" ? Number(value) : value;
    if (value === null ? required : !ajv.validate(schema, typed)) faults.push(`${name}: ${value}`);
  }
  return faults;
}

function bodyFaults(validate: ValidateFunction | "" | undefined, body: unknown): string[] {
  if (!validate || validate(body)) return [];
  return (validate.errors ?? []).map(
    ({ instancePath, message, params }: ErrorObject) => `${instancePath || "body"} ${message} ${JSON.stringify(params)}`,
  );
}
