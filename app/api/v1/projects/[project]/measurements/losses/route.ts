import { z } from "zod";
import { projectEndpoint } from "@/app/api/v1/_http/endpoint.ts";
import { intakeLosses } from "@/lib/measurements/reads/losses.ts";
import { lossesSchema } from "@/lib/measurements/schema.ts";
import { connection } from "@/lib/platform/server.ts";
import { environmentOf } from "@/lib/switches/reads/environment.ts";

export const GET = projectEndpoint(
  {
    summary: "What services sent and nobody could keep, by reason; counted by the hour",
    query: z.strictObject({
      environment: z.string(),
      seconds: z.coerce
        .number()
        .int()
        .min(3600)
        .max(30 * 86_400)
        .default(86_400),
    }),
    answer: { status: 200, schema: lossesSchema },
  },
  async (context, { query }) => {
    const { id } = await environmentOf(context, query.environment);
    return { items: await intakeLosses(connection().pool, id, query.seconds, context.now) };
  },
);
