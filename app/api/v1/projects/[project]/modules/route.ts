import { projectEndpoint } from "@/app/api/v1/_http/endpoint.ts";
import { paged, pageQuerySchema } from "@/app/api/v1/_http/page.ts";
import { createModule } from "@/lib/modules/commands.ts";
import { listModules } from "@/lib/modules/reads.ts";
import { archivedAsked, moduleBodySchema, moduleListSchema, moduleSchema } from "@/lib/modules/schema.ts";

export const GET = projectEndpoint(
  {
    summary: "Modules of the project, by key",
    query: pageQuerySchema.extend({ archived: archivedAsked }),
    answer: { status: 200, schema: moduleListSchema },
  },
  async (context, { query }) =>
    paged(await listModules(context, { archived: query.archived === "true" }), query, ({ key }) => key),
);

export const POST = projectEndpoint(
  {
    summary: "Add a module with its three switches, at their first position in every environment",
    body: moduleBodySchema,
    answer: { status: 201, schema: moduleSchema },
  },
  (context, { body }) => createModule(context, body),
);
