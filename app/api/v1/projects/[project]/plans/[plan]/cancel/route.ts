import { projectEndpoint } from "@/app/api/v1/_http/endpoint.ts";
import { cancelPlan } from "@/lib/plans/commands/acts.ts";
import { planSchema } from "@/lib/plans/schema.ts";

export const POST = projectEndpoint(
  { summary: "End a plan; what it stored stays", answer: { status: 201, schema: planSchema } },
  (context, { params }) => cancelPlan(context, { plan: params.plan ?? "" }),
);
