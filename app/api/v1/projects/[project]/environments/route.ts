import { projectEndpoint } from "@/app/api/v1/_http/endpoint.ts";
import { paged, pageQuerySchema } from "@/app/api/v1/_http/page.ts";
import { createEnvironment } from "@/lib/environments/commands.ts";
import { listEnvironments } from "@/lib/environments/reads.ts";
import { archivedAsked, environmentBodySchema, environmentListSchema, environmentSchema } from "@/lib/environments/schema.ts";

export const GET = projectEndpoint(
  {
    summary: "Environments of the project, in their order",
    query: pageQuerySchema.extend({ archived: archivedAsked }),
    answer: { status: 200, schema: environmentListSchema },
  },
  async (context, { query }) =>
    paged(await listEnvironments(context, { archived: query.archived === "true" }), query, ({ key }) => key),
);

export const POST = projectEndpoint(
  {
    summary: "Add an environment, with every module's switches at their first position",
    body: environmentBodySchema,
    answer: { status: 201, schema: environmentSchema },
  },
  (context, { body }) => createEnvironment(context, body),
);
