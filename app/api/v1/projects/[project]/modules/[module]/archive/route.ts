import { projectEndpoint } from "@/app/api/v1/_http/endpoint.ts";
import { archiveModule } from "@/lib/modules/commands.ts";
import { moduleArchiveSchema, moduleSchema } from "@/lib/modules/schema.ts";

export const POST = projectEndpoint(
  {
    summary: "Take a module that rests out of sight; services are answered as before",
    body: moduleArchiveSchema,
    answer: { status: 200, schema: moduleSchema },
  },
  (context, { params, body }) => archiveModule(context, { module: params.module ?? "", ...body }),
);
