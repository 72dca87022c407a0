import { projectEndpoint } from "@/app/api/v1/_http/endpoint.ts";
import { undoChange } from "@/lib/switches/commands/undo.ts";
import { undoBodySchema } from "@/lib/switches/schema/change.ts";
import { changedSchema } from "@/lib/switches/schema/outcome.ts";

export const POST = projectEndpoint(
  { summary: "Reverse my latest change", body: undoBodySchema, answer: { status: 201, schema: changedSchema } },
  (context, { params, body }) => undoChange(context, { environment: params.environment ?? "", key: params.key ?? "", ...body }),
);
