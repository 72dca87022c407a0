import { projectEndpoint } from "@/app/api/v1/_http/endpoint.ts";
import { environmentOf } from "@/lib/switches/reads/environment.ts";
import { listSwitches } from "@/lib/switches/reads/views.ts";
import { switchListQuerySchema, switchListSchema } from "@/lib/switches/schema/switch.ts";

export const GET = projectEndpoint(
  {
    summary: "Switches of an environment, with every move and the refusals that stand against it",
    query: switchListQuerySchema,
    answer: { status: 200, schema: switchListSchema },
  },
  async (context, { params, query }) => listSwitches(context, await environmentOf(context, params.environment ?? ""), query),
);
