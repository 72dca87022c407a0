import { projectEndpoint } from "@/app/api/v1/_http/endpoint.ts";
import { rollbackProject } from "@/lib/switches/commands/rollback.ts";
import { projectRollbackBodySchema, rolledBackSchema } from "@/lib/switches/schema.ts";

export const POST = projectEndpoint(
  {
    summary: "Take every module of the project back and hold what moved",
    body: projectRollbackBodySchema,
    answer: { status: 201, schema: rolledBackSchema },
  },
  (context, { body }) => rollbackProject(context, body),
);
