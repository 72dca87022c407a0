import { projectEndpoint } from "@/app/api/v1/_http/endpoint.ts";
import { authorise } from "@/lib/platform/context.ts";
import { listPlans } from "@/lib/switches/reads/plans.ts";
import { planListSchema, planQuerySchema } from "@/lib/switches/schema.ts";

export const GET = projectEndpoint(
  {
    summary: "Rollbacks, cut-overs and schedules, newest first",
    query: planQuerySchema,
    answer: { status: 200, schema: planListSchema },
  },
  async (context, { query }) => {
    authorise(context, "project.read");
    return listPlans(context, query);
  },
);
