import { projectEndpoint } from "@/app/api/v1/_http/endpoint.ts";
import { previewChange } from "@/lib/switches/commands/change.ts";
import { changeBodySchema } from "@/lib/switches/schema/change.ts";
import { previewSchema } from "@/lib/switches/schema/outcome.ts";

export const POST = projectEndpoint(
  {
    summary: "What the same change would do; nothing changes",
    body: changeBodySchema,
    answer: { status: 200, schema: previewSchema },
  },
  (context, { params, body }) =>
    previewChange(context, { environment: params.environment ?? "", key: params.key ?? "", ...body }),
);
