import { z } from "zod";
import { projectEndpoint } from "@/app/api/v1/_http/endpoint.ts";
import { moduleSummaries } from "@/lib/measurements/reads.ts";
import { summariesSchema } from "@/lib/measurements/schema.ts";
import { connection } from "@/lib/platform/server.ts";
import { environmentOf } from "@/lib/switches/reads/environment.ts";

export const GET = projectEndpoint(
  {
    summary: "Both paths of every module over the last seconds",
    query: z.strictObject({ environment: z.string(), seconds: z.coerce.number().int().min(10).max(86_400).default(300) }),
    answer: { status: 200, schema: summariesSchema },
  },
  async (context, { query }) => {
    const { id } = await environmentOf(context, query.environment);
    return { items: await moduleSummaries(connection().pool, id, query.seconds, context.now) };
  },
);
