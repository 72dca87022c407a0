import { OpenAPIRegistry, OpenApiGeneratorV31 } from "@asteasolutions/zod-to-openapi";
import { NAMED } from "./names.ts";
import { operationConfig } from "./operations.ts";
import { portable } from "./portable.ts";
import { METHODS, ROUTES } from "./routes.ts";
import { TAGS } from "./tags.ts";

const INFO = {
  title: "Switchyard management API",
  version: "1",
  license: { name: "Apache 2.0", identifier: "Apache-2.0" },
  description: [
    "JSON in and out. Errors are problem documents (RFC 9457). Lists are `{items, nextCursor}`; give `nextCursor`",
    "back as `cursor` for the next page. A write names the version it was made against; when that is no longer the",
    "stored one the answer is 409 with what is stored. Times are RFC 3339 in UTC, durations are seconds. Text holds",
    "neither NUL nor unpaired surrogates.",
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
      if (handler) registry.registerPath(operationConfig(method, path, handler));
    }
  }
  const named = Object.values(NAMED).map((schema) => ({ type: "schema" as const, schema }));
  const document = new OpenApiGeneratorV31([...named, ...registry.definitions]).generateDocument({
    openapi: "3.1.0",
    info: INFO,
    servers: [{ url: "/api/v1" }],
    tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
    security: [{ bearer: [] }, { apiKey: [] }, { session: [] }],
  });
  return portable(JSON.parse(JSON.stringify(document)));
}
