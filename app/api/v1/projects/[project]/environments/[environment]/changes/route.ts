import { projectEndpoint } from "@/app/api/v1/_http/endpoint.ts";
import { changeTogether } from "@/lib/switches/commands/lockstep.ts";
import { lockstepBodySchema } from "@/lib/switches/schema/change.ts";
import { lockstepSchema } from "@/lib/switches/schema/outcome.ts";

export const POST = projectEndpoint(
  {
    summary: "Change several switches at once, all or none",
    body: lockstepBodySchema,
    answer: { status: 201, schema: lockstepSchema },
  },
  (context, { params, body }) => changeTogether(context, { environment: params.environment ?? "", ...body }),
);
