import { projectEndpoint } from "@/app/api/v1/_http/endpoint.ts";
import { rollbackSwitch } from "@/lib/switches/commands/rollback.ts";
import { previewRollback } from "@/lib/switches/commands/rollback-preview.ts";
import {
  rollbackBodySchema,
  rollbackPreviewSchema,
  rollbackQuerySchema,
  switchRolledBackSchema,
} from "@/lib/switches/schema/rollback.ts";

export const GET = projectEndpoint(
  {
    summary: "Where a rollback of the switch would go; nothing changes",
    query: rollbackQuerySchema,
    answer: { status: 200, schema: rollbackPreviewSchema, also: [422] },
  },
  (context, { params, query: { to } }) => {
    const wanted = to !== undefined && /^\d+$/.test(to) ? Number(to) : to;
    return previewRollback(context, { environment: params.environment ?? "", key: params.key ?? "", to: wanted });
  },
);

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
