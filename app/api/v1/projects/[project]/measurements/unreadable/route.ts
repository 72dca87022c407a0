import { z } from "zod";
import { projectEndpoint } from "@/app/api/v1/_http/endpoint.ts";
import { unreadables } from "@/lib/measurements/reads/unreadables.ts";
import { unreadablesSchema } from "@/lib/measurements/schema.ts";
import { connection } from "@/lib/platform/server.ts";
import { environmentOf } from "@/lib/switches/reads/environment.ts";

export const GET = projectEndpoint(
  {
    summary: "How often rules met values they could not read, such as versions; counted by the hour",
    query: z.strictObject({
      environment: z.string(),
      module: z.string().optional(),
      seconds: z.coerce
        .number()
        .int()
        .min(3600)
        .max(30 * 86_400)
        .default(86_400),
    }),
    answer: { status: 200, schema: unreadablesSchema },
  },
  async (context, { query }) => {
    const { id } = await environmentOf(context, query.environment);
    return { items: await unreadables(connection().pool, id, { ...query, now: context.now }) };
  },
);
