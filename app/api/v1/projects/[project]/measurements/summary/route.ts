import { z } from "zod";
import { projectEndpoint } from "@/app/api/v1/_http/endpoint.ts";
import { taggedText } from "@/app/api/v1/_http/tagged.ts";
import { recentSummaries, SHARED_SECONDS } from "@/lib/measurements/reads/recent.ts";
import { moduleSummaries } from "@/lib/measurements/reads/summaries.ts";
import { summariesSchema } from "@/lib/measurements/schema.ts";
import { connection } from "@/lib/platform/server.ts";
import { environmentOf } from "@/lib/switches/reads/environment.ts";

export const GET = projectEndpoint(
  {
    summary: "Both paths of every module, or of one, over the last seconds",
    query: z.strictObject({
      environment: z.string(),
      module: z.string().max(100).optional(),
      seconds: z.coerce.number().int().min(10).max(86_400).default(SHARED_SECONDS),
    }),
    answer: { status: 200, schema: summariesSchema, tagged: true },
  },
  async (context, { query: { environment, module, seconds }, request }) => {
    const { id } = await environmentOf(context, environment);
    const { pool } = connection();
    const shared = module === undefined && seconds === SHARED_SECONDS;
    const items = shared
      ? await recentSummaries(pool, id, context.now)
      : await moduleSummaries(pool, id, seconds, context.now, module === undefined ? null : [module]);
    return taggedText(request, { items });
  },
);
