import { projectEndpoint } from "@/app/api/v1/_http/endpoint.ts";
import { updateEnvironment } from "@/lib/environments/commands.ts";
import { readEnvironment } from "@/lib/environments/reads.ts";
import { environmentPatchSchema, environmentSchema } from "@/lib/environments/schema.ts";

export const GET = projectEndpoint(
  { summary: "An environment", answer: { status: 200, schema: environmentSchema } },
  (context, { params }) => readEnvironment(context, params.environment ?? ""),
);

export const PATCH = projectEndpoint(
  {
    summary:
      "Change an environment: its name, its place in their order, how careful it is, and which origins' pages may read switches",
    body: environmentPatchSchema,
    answer: { status: 200, schema: environmentSchema },
  },
  (context, { params, body }) => updateEnvironment(context, { environment: params.environment ?? "", ...body }),
);
