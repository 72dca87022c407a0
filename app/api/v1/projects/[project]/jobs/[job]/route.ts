import { projectEndpoint } from "@/app/api/v1/_http/endpoint.ts";
import { updateJob } from "@/lib/jobs/commands.ts";
import { readJob } from "@/lib/jobs/reads.ts";
import { jobPatchSchema, jobSchema } from "@/lib/jobs/schema.ts";

export const GET = projectEndpoint(
  { summary: "A data job", scope: "jobs", answer: { status: 200, schema: jobSchema } },
  (context, { params }) => readJob(context, params.job ?? ""),
);

export const PATCH = projectEndpoint(
  {
    summary: "Report a data job's progress or its end",
    body: jobPatchSchema,
    scope: "jobs",
    answer: { status: 200, schema: jobSchema },
  },
  (context, { params, body }) => updateJob(context, { job: params.job ?? "", ...body }),
);
