import { projectEndpoint } from "@/app/api/v1/_http/endpoint.ts";
import { undoChange } from "@/lib/switches/commands/undo.ts";
import { changedSchema, undoBodySchema } from "@/lib/switches/schema.ts";

export const POST = projectEndpoint(
  { summary: "Reverse my latest change", body: undoBodySchema, answer: { status: 201, schema: changedSchema } },
  (context, { params, body }) => undoChange(context, { environment: params.environment ?? "", key: params.key ?? "", ...body }),
);
