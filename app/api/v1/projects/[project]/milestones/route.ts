import { projectEndpoint } from "@/app/api/v1/_http/endpoint.ts";
import { paged } from "@/app/api/v1/_http/page.ts";
import { createMilestone } from "@/lib/milestones/commands.ts";
import { listMilestones } from "@/lib/milestones/reads.ts";
import { milestoneBodySchema, milestoneListSchema, milestoneQuerySchema, milestoneSchema } from "@/lib/milestones/schema.ts";

export const GET = projectEndpoint(
  {
    summary: "Milestones of the project: by phase, then by date",
    query: milestoneQuerySchema,
    answer: { status: 200, schema: milestoneListSchema },
  },
  async (context, { query }) => paged(await listMilestones(context, query), query, ({ id }) => id),
);

export const POST = projectEndpoint(
  { summary: "Add a milestone to a phase", body: milestoneBodySchema, answer: { status: 201, schema: milestoneSchema } },
  (context, { body }) => createMilestone(context, body),
);
