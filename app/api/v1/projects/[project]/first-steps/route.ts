import { projectEndpoint } from "@/app/api/v1/_http/endpoint.ts";
import { firstSteps } from "@/lib/first-steps/reads.ts";
import { firstStepsSchema } from "@/lib/first-steps/schema.ts";

export const GET = projectEndpoint(
  {
    summary: "How far a project has come to its first move: modules, services that made themselves heard, a change",
    answer: { status: 200, schema: firstStepsSchema },
  },
  (context) => firstSteps(context),
);
