import { OpenAPIRegistry, OpenApiGeneratorV31, type RouteConfig, zodToOpenAPIRegistry } from "@asteasolutions/zod-to-openapi";
import { z } from "zod";
import { auditEventSchema } from "@/lib/audit/schema.ts";
import { environmentSchema } from "@/lib/environments/schema.ts";
import { instanceSchema } from "@/lib/instances/schema.ts";
import { jobSchema } from "@/lib/jobs/schema.ts";
import { ledgerEntrySchema } from "@/lib/ledger/schema.ts";
import { memberSchema } from "@/lib/members/schema.ts";
import { milestoneSchema } from "@/lib/milestones/schema.ts";
import { mismatchSchema } from "@/lib/mismatches/schema.ts";
import { moduleSchema } from "@/lib/modules/schema.ts";
import { phaseSchema } from "@/lib/phases/schema.ts";
import { planSchema } from "@/lib/plans/schema.ts";
import { projectSchema } from "@/lib/projects/schema.ts";
import { proposalSchema } from "@/lib/proposals/schema.ts";
import { riskSchema } from "@/lib/risks/schema.ts";
import { changeSchema } from "@/lib/switches/schema/change.ts";
import { gateSchema, refusalSchema, standingSchema } from "@/lib/switches/schema/fields.ts";
import { changedSchema } from "@/lib/switches/schema/outcome.ts";
import { ruleSchema } from "@/lib/switches/schema/rules.ts";
import { switchSchema } from "@/lib/switches/schema/switch.ts";
import { tokenSchema } from "@/lib/tokens/schema.ts";
import { windowSchema } from "@/lib/windows/schema.ts";
import type { Handler } from "../_http/endpoint.ts";
import { problemResponses, problemSchema } from "./problems.ts";
import { METHODS, type Method, ROUTES } from "./routes.ts";

/** Schemas that get a name of their own in the document. */
const NAMES: Record<string, z.ZodType> = {
  AuditEvent: auditEventSchema,
  Change: changeSchema,
  Changed: changedSchema,
  Environment: environmentSchema,
  FreezeWindow: windowSchema,
  Gate: gateSchema,
  Instance: instanceSchema,
  Job: jobSchema,
  LedgerEntry: ledgerEntrySchema,
  Member: memberSchema,
  Milestone: milestoneSchema,
  Mismatch: mismatchSchema,
  Module: moduleSchema,
  Phase: phaseSchema,
  Plan: planSchema,
  Problem: problemSchema,
  Project: projectSchema,
  Proposal: proposalSchema,
  Refusal: refusalSchema,
  Risk: riskSchema,
  Rule: ruleSchema,
  Standing: standingSchema,
  Switch: switchSchema,
  Token: tokenSchema,
};
for (const [refId, schema] of Object.entries(NAMES)) zodToOpenAPIRegistry.add(schema, { _internal: { refId } });

const INFO = {
  title: "Switchyard management API",
  version: "1",
  description: [
    "JSON in and out. Errors are problem documents (RFC 9457). Lists are `{items, nextCursor}`; give `nextCursor`",
    "back as `cursor` for the next page. A write names the version it was made against; when that is no longer the",
    "stored one the answer is 409 with what is stored. Times are RFC 3339 in UTC, durations are seconds.",
  ].join(" "),
};

/** The OpenAPI 3.1 document of everything in the list of routes, from the schemas that validate the requests. */
export function openApiDocument(): Record<string, unknown> {
  const registry = new OpenAPIRegistry();
  registry.registerComponent("securitySchemes", "bearer", {
    type: "http",
    scheme: "bearer",
    description: "A token with the scope operate or manage; for data jobs, jobs is enough",
  });
  registry.registerComponent("securitySchemes", "apiKey", { type: "apiKey", in: "header", name: "X-API-Key" });
  registry.registerComponent("securitySchemes", "session", { type: "apiKey", in: "cookie", name: "next-auth.session-token" });
  for (const [path, module] of Object.entries(ROUTES)) {
    for (const method of METHODS) {
      const handler = module[method];
      if (handler) registry.registerPath(configOf(method, path, handler));
    }
  }
  const document = new OpenApiGeneratorV31(registry.definitions).generateDocument({
    openapi: "3.1.0",
    info: INFO,
    servers: [{ url: "/api/v1" }],
    security: [{ bearer: [] }, { apiKey: [] }, { session: [] }],
  });
  return JSON.parse(JSON.stringify(document), nullableReferences);
}

/** The generator writes a reference that may be null as `allOf` with it, which null never fulfils. */
function nullableReferences(_: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || !("allOf" in value) || !Array.isArray(value.allOf)) return value;
  const [reference, nullable] = value.allOf;
  if (value.allOf.length !== 2 || !reference.$ref || !nullable.type?.includes("null")) return value;
  const { allOf: _allOf, ...rest } = value;
  return { ...rest, anyOf: [reference, { type: "null" }] };
}

function configOf(method: Method, path: string, { operation, open }: Handler): RouteConfig {
  const { status, schema, otherTypes = [], tagged } = operation.answer;
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name as string);
  const content = Object.fromEntries([
    ...(schema ? [["application/json", { schema }] as const] : []),
    ...otherTypes.map((type) => [type, { schema: z.string() }] as const),
  ]);
  return {
    method: method.toLowerCase() as Lowercase<Method>,
    path,
    operationId: operationId(method, path),
    tags: [tagOf(path)],
    summary: operation.summary,
    ...(open ? { security: [] } : {}),
    request: {
      ...(names.length > 0 ? { params: z.object(Object.fromEntries(names.map((name) => [name, z.string()]))) } : {}),
      ...(operation.query ? { query: operation.query } : {}),
      ...(operation.body ? { body: { required: true, content: bodyContent(operation.body, operation.form) } } : {}),
      ...(method === "POST" && !open ? { headers: z.object({ "Idempotency-Key": idempotencyKey }) } : {}),
    },
    responses: {
      [status]: { description: "Done", ...(Object.keys(content).length > 0 ? { content } : {}) },
      ...(tagged ? { 304: { description: "As it was when it had the ETag named in If-None-Match" } } : {}),
      ...(operation.form ? { 303: { description: "To a form: the page that shows what was stored, or why nothing was" } } : {}),
      ...problemResponses(method, operation.body !== undefined),
    },
  };
}

function bodyContent(schema: z.ZodType, form = false) {
  return { "application/json": { schema }, ...(form ? { "application/x-www-form-urlencoded": { schema } } : {}) };
}

const idempotencyKey = z.string().max(200).optional().describe("makes repeating the request safe");

/** `GET /projects/{project}/risks/{risk}` → `getProjectRisk`. */
function operationId(method: Method, path: string): string {
  const segments = path.split("/").filter(Boolean);
  const words = segments.flatMap((segment, index) => {
    const next = segments[index + 1]?.replace(/[{}]/g, "") ?? "";
    return segment.replace(/[{}]/g, "") !== segment || !next || !segment.startsWith(next) ? [segment.replace(/[{}]/g, "")] : [];
  });
  return (
    method.toLowerCase() +
    words
      .flatMap((word) => word.split("-"))
      .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
      .join("")
  );
}

/** The noun an operation is about: the first below the project, or below its environment. */
function tagOf(path: string): string {
  const below = path.replace(/^\/projects\/\{project\}/, "").replace(/^\/environments\/\{environment\}\//, "/");
  return below.split("/")[1] ?? "projects";
}
