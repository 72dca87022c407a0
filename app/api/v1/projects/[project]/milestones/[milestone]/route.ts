import { projectEndpoint } from "@/app/api/v1/_http/endpoint.ts";
import { deleteMilestone, updateMilestone } from "@/lib/milestones/commands.ts";
import { readMilestone } from "@/lib/milestones/reads.ts";
import { milestoneDeleteQuerySchema, milestonePatchSchema, milestoneSchema } from "@/lib/milestones/schema.ts";

export const GET = projectEndpoint(
  { summary: "A milestone", answer: { status: 200, schema: milestoneSchema } },
  (context, { params }) => readMilestone(context, params.milestone ?? ""),
);

export const PATCH = projectEndpoint(
  {
    summary: "Change a milestone; a new baseline needs a reason",
    body: milestonePatchSchema,
    answer: { status: 200, schema: milestoneSchema },
  },
  (context, { params, body }) => updateMilestone(context, { milestone: params.milestone ?? "", ...body }),
);

export const DELETE = projectEndpoint(
  { summary: "Delete a milestone", query: milestoneDeleteQuerySchema, answer: { status: 204 } },
  (context, { params, query }) => deleteMilestone(context, { milestone: params.milestone ?? "", ...query }),
);
