import { projectEndpoint } from "@/app/api/v1/_http/endpoint.ts";
import { changeTogether } from "@/lib/switches/commands/lockstep.ts";
import { lockstepBodySchema, lockstepSchema } from "@/lib/switches/schema.ts";

export const POST = projectEndpoint(
  {
    summary: "Change several switches at once, all or none",
    body: lockstepBodySchema,
    answer: { status: 201, schema: lockstepSchema },
  },
  (context, { params, body }) => changeTogether(context, { environment: params.environment ?? "", ...body }),
);
