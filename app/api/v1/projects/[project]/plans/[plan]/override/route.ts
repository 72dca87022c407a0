import { projectEndpoint } from "@/app/api/v1/_http/endpoint.ts";
import { overridePlan } from "@/lib/plans/commands/acts.ts";
import { planOverrideBodySchema, planSchema } from "@/lib/plans/schema.ts";

export const POST = projectEndpoint(
  {
    summary: "Let the steps of a plan pass rules that allow it",
    body: planOverrideBodySchema,
    answer: { status: 201, schema: planSchema },
  },
  (context, { params, body }) => overridePlan(context, { plan: params.plan ?? "", ...body }),
);
