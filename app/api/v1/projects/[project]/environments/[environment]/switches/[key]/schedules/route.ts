import { projectEndpoint } from "@/app/api/v1/_http/endpoint.ts";
import { scheduleChange } from "@/lib/plans/commands/schedule.ts";
import { planSchema, scheduleBodySchema } from "@/lib/plans/schema.ts";

export const POST = projectEndpoint(
  { summary: "Put a change off to a time", body: scheduleBodySchema, answer: { status: 201, schema: planSchema } },
  (context, { params, body }) =>
    scheduleChange(context, { environment: params.environment ?? "", key: params.key ?? "", ...body }),
);
