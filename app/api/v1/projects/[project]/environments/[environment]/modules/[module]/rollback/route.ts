import { projectEndpoint } from "@/app/api/v1/_http/endpoint.ts";
import { rollbackModule } from "@/lib/switches/commands/rollback.ts";
import { moduleRollbackBodySchema, rolledBackSchema } from "@/lib/switches/schema.ts";

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
