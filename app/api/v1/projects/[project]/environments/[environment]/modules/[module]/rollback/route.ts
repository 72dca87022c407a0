import { projectEndpoint } from "@/app/api/v1/_http/endpoint.ts";
import { rollbackModule } from "@/lib/switches/commands/rollback.ts";
import { previewRollback } from "@/lib/switches/commands/rollback-preview.ts";
import {
  moduleRollbackBodySchema,
  moduleRollbackQuerySchema,
  rollbackPreviewSchema,
  rolledBackSchema,
} from "@/lib/switches/schema/rollback.ts";

export const GET = projectEndpoint(
  {
    summary: "Where a rollback of the module would go; nothing changes",
    query: moduleRollbackQuerySchema,
    answer: { status: 200, schema: rollbackPreviewSchema },
  },
  (context, { params, query }) =>
    previewRollback(context, { environment: params.environment ?? "", module: params.module ?? "", ...query }),
);

export const POST = projectEndpoint(
  {
    summary: "Take a module back and hold what moved",
    body: moduleRollbackBodySchema,
    form: true,
    answer: { status: 201, schema: rolledBackSchema },
  },
  (context, { params, body }) =>
    rollbackModule(context, { environment: params.environment ?? "", module: params.module ?? "", ...body }),
);
