import { projectEndpoint } from "@/app/api/v1/_http/endpoint.ts";
import { startJob } from "@/lib/jobs/commands.ts";
import { listJobs } from "@/lib/jobs/reads.ts";
import { jobBodySchema, jobListSchema, jobQuerySchema, jobStartedSchema } from "@/lib/jobs/schema.ts";

export const GET = projectEndpoint(
  { summary: "Data jobs, newest first", query: jobQuerySchema, scope: "jobs", answer: { status: 200, schema: jobListSchema } },
  (context, { query: { cursor, limit, ...which } }) => listJobs(context, which, { cursor, limit }),
);

export const POST = projectEndpoint(
  {
    summary: "Register a comparison of both stores before it begins; the answer says whether it will make its store current",
    body: jobBodySchema,
    scope: "jobs",
    answer: { status: 201, schema: jobStartedSchema },
  },
  (context, { body }) => startJob(context, body),
);
