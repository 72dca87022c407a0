import { projectEndpoint } from "@/app/api/v1/_http/endpoint.ts";
import { updateModule } from "@/lib/modules/commands.ts";
import { readModule } from "@/lib/modules/reads.ts";
import { modulePatchSchema, moduleSchema } from "@/lib/modules/schema.ts";

export const GET = projectEndpoint(
  { summary: "A module", answer: { status: 200, schema: moduleSchema } },
  (context, { params }) => readModule(context, params.module ?? ""),
);

export const PATCH = projectEndpoint(
  {
    summary: "Change what is known of a module; its key stays",
    body: modulePatchSchema,
    answer: { status: 200, schema: moduleSchema },
  },
  (context, { params, body }) => updateModule(context, { module: params.module ?? "", ...body }),
);
