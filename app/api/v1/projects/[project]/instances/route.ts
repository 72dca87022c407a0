import { z } from "zod";
import { projectEndpoint } from "@/app/api/v1/_http/endpoint.ts";
import { paged, pageQuerySchema } from "@/app/api/v1/_http/page.ts";
import { instances } from "@/lib/instances/reads.ts";
import { instanceListSchema } from "@/lib/instances/schema.ts";
import { environmentOf } from "@/lib/switches/reads.ts";

export const GET = projectEndpoint(
  {
    summary: "Instances an environment has seen, those with a running lease first",
    query: pageQuerySchema.extend({ environment: z.string() }),
    answer: { status: 200, schema: instanceListSchema },
  },
  async (context, { query }) => {
    const environment = await environmentOf(context, query.environment);
    return paged(await instances(context.db, environment, context.now), query, ({ service, instance }) =>
      Buffer.from(JSON.stringify([service, instance])).toString("base64url"),
    );
  },
);
