import { projectEndpoint } from "@/app/api/v1/_http/endpoint.ts";
import { evaluation } from "@/lib/switches/reads/evaluation.ts";
import { evaluationBodySchema, evaluationSchema } from "@/lib/switches/schema/evaluation.ts";

export const POST = projectEndpoint(
  {
    summary: "Where a switch sends one subject and why, by its rules and by others; nothing changes",
    body: evaluationBodySchema,
    answer: { status: 200, schema: evaluationSchema },
  },
  (context, { params, body }) => evaluation(context, { environment: params.environment ?? "", key: params.key ?? "", ...body }),
);
