import { projectEndpoint } from "@/app/api/v1/_http/endpoint.ts";
import { rollbackProject } from "@/lib/rollbacks/commands/begin.ts";
import { projectRolledBackSchema } from "@/lib/rollbacks/schema.ts";
import { previewRollback } from "@/lib/switches/commands/rollback-preview.ts";
import { projectRollbackBodySchema, projectRollbackQuerySchema, rollbackPreviewSchema } from "@/lib/switches/schema/rollback.ts";

export const GET = projectEndpoint(
  {
    summary: "Where a rollback of every module of an environment would go; nothing changes",
    query: projectRollbackQuerySchema,
    answer: { status: 200, schema: rollbackPreviewSchema },
  },
  (context, { query }) => previewRollback(context, query),
);

export const POST = projectEndpoint(
  {
    summary: "Hold every switch that has moved, and take every module of the project back, each by itself",
    body: projectRollbackBodySchema,
    answer: { status: 201, schema: projectRolledBackSchema },
  },
  async (context, { body }) => ({ changes: [], plans: [], rollback: await rollbackProject(context, body) }),
);
