import { projectEndpoint } from "@/app/api/v1/_http/endpoint.ts";
import { environmentOf } from "@/lib/switches/reads/environment.ts";
import { changesSince } from "@/lib/switches/reads/history.ts";
import { changesQuerySchema, historySchema } from "@/lib/switches/schema/history.ts";

const DEFAULT_SPAN_MS = 60 * 60 * 1000;

export const GET = projectEndpoint(
  {
    summary: "Recent changes of every switch of an environment, newest first",
    query: changesQuerySchema,
    answer: { status: 200, schema: historySchema },
  },
  async (context, { query }) => {
    const environment = await environmentOf(context, query.environment);
    const since = query.since ? new Date(query.since) : new Date(context.now.getTime() - DEFAULT_SPAN_MS);
    return { items: await changesSince(context, environment, since, query.limit), nextCursor: null };
  },
);
