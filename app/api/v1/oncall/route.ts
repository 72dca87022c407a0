import { z } from "zod";
import { endpoint } from "@/app/api/v1/_http/endpoint.ts";
import { tagged } from "@/app/api/v1/_http/tagged.ts";
import { onCallMark } from "@/lib/oncall/reads.ts";

export const GET = endpoint(
  {
    summary: "Whether the on-call page is still as it was: its ETag, and nothing else worth reading",
    query: z.strictObject({ project: z.string().max(100).optional(), environment: z.string().max(100).optional() }),
    answer: { status: 200, schema: z.object({ mark: z.string() }), tagged: true },
  },
  async (context, { query, request }) => {
    const mark = await onCallMark(context, context.identity, query);
    return tagged(request, mark, async () => ({ mark }));
  },
);
