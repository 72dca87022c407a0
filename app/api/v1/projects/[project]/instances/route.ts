import { projectEndpoint } from "@/app/api/v1/_http/endpoint.ts";
import { pageQuerySchema } from "@/app/api/v1/_http/page.ts";
import { leaseClock } from "@/lib/instances/reads/counted.ts";
import { listInstances } from "@/lib/instances/reads/list.ts";
import { instanceListSchema, instanceQuerySchema } from "@/lib/instances/schema.ts";
import { environmentOf } from "@/lib/switches/reads/environment.ts";

export const GET = projectEndpoint(
  {
    summary: "Instances of an environment, those with a running lease first, the departed of the last day at the end",
    query: pageQuerySchema.extend(instanceQuerySchema.shape),
    answer: { status: 200, schema: instanceListSchema },
  },
  async (context, { query }) => {
    const environment = await environmentOf(context, query.environment);
    return listInstances(context.db, environment, query, await leaseClock(context.db));
  },
);
