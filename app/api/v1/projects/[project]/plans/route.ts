import { projectEndpoint } from "@/app/api/v1/_http/endpoint.ts";
import { listPlans } from "@/lib/plans/reads.ts";
import { planListSchema, planQuerySchema } from "@/lib/plans/schema.ts";
import { authorise } from "@/lib/platform/context.ts";

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
