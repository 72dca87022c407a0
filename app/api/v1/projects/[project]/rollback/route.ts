import { projectEndpoint } from "@/app/api/v1/_http/endpoint.ts";
import { rollbackProject } from "@/lib/switches/commands/rollback.ts";
import { previewRollback } from "@/lib/switches/commands/rollback-preview.ts";
import {
  projectRollbackBodySchema,
  projectRollbackQuerySchema,
  rollbackPreviewSchema,
  rolledBackSchema,
} from "@/lib/switches/schema.ts";

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
    summary: "Take every module of the project back and hold what moved",
    body: projectRollbackBodySchema,
    answer: { status: 201, schema: rolledBackSchema },
  },
  (context, { body }) => rollbackProject(context, body),
);
