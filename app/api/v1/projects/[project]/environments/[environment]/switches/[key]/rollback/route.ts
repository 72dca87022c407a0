import { projectEndpoint } from "@/app/api/v1/_http/endpoint.ts";
import { rollbackSwitch } from "@/lib/switches/commands/rollback.ts";
import { rollbackBodySchema, switchRolledBackSchema } from "@/lib/switches/schema.ts";

export const POST = projectEndpoint(
  {
    summary: "Take a switch back and hold it",
    body: rollbackBodySchema,
    form: true,
    answer: { status: 201, schema: switchRolledBackSchema },
  },
  (context, { params, body }) =>
    rollbackSwitch(context, { environment: params.environment ?? "", key: params.key ?? "", ...body }),
);
