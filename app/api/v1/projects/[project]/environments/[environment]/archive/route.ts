import { projectEndpoint } from "@/app/api/v1/_http/endpoint.ts";
import { archiveEnvironment } from "@/lib/environments/commands.ts";
import { environmentArchiveSchema, environmentSchema } from "@/lib/environments/schema.ts";

export const POST = projectEndpoint(
  {
    summary: "Take an environment that nobody uses out of sight",
    body: environmentArchiveSchema,
    answer: { status: 200, schema: environmentSchema },
  },
  (context, { params, body }) => archiveEnvironment(context, { environment: params.environment ?? "", ...body }),
);
