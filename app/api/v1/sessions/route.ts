import { endpoint } from "@/app/api/v1/_http/endpoint.ts";
import { paged, pageQuerySchema } from "@/app/api/v1/_http/page.ts";
import { listSessions } from "@/lib/sessions/reads.ts";
import { sessionListSchema } from "@/lib/sessions/schema.ts";

export const GET = endpoint(
  {
    summary: "Where you are signed in, newest first",
    query: pageQuerySchema,
    answer: { status: 200, schema: sessionListSchema },
  },
  async (context, { query }) => paged(await listSessions(context, context.identity), query, ({ id }) => id),
);
