import { projectEndpoint } from "@/app/api/v1/_http/endpoint.ts";
import { paged } from "@/app/api/v1/_http/page.ts";
import { listMismatches, listSharedRecords } from "@/lib/mismatches/reads.ts";
import { mismatchListSchema, mismatchQuerySchema } from "@/lib/mismatches/schema.ts";

export const GET = projectEndpoint(
  {
    summary: "Sampled differences between the answers of both stores, redacted by the service, newest first",
    query: mismatchQuerySchema,
    answer: { status: 200, schema: mismatchListSchema },
  },
  async (context, { query }) => ({
    ...paged(await listMismatches(context, query), query, ({ id }) => id),
    shared: await listSharedRecords(context, query),
  }),
);
