import { projectEndpoint } from "@/app/api/v1/_http/endpoint.ts";
import { restoreVersion } from "@/lib/switches/commands/restore.ts";
import { restoreBodySchema } from "@/lib/switches/schema/change.ts";
import { changedSchema } from "@/lib/switches/schema/outcome.ts";

export const POST = projectEndpoint(
  {
    summary: "Bring a version of the history back",
    body: restoreBodySchema,
    answer: { status: 201, schema: changedSchema },
  },
  (context, { params, body }) =>
    restoreVersion(context, { environment: params.environment ?? "", key: params.key ?? "", ...body }),
);
