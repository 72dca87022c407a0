import { projectEndpoint } from "@/app/api/v1/_http/endpoint.ts";
import { paged } from "@/app/api/v1/_http/page.ts";
import { createRisk } from "@/lib/risks/commands.ts";
import { listRisks } from "@/lib/risks/reads.ts";
import { riskBodySchema, riskListSchema, riskQuerySchema, riskSchema } from "@/lib/risks/schema.ts";

export const GET = projectEndpoint(
  {
    summary: "The risk register, worst first: by band, then impact, then review date",
    query: riskQuerySchema,
    answer: { status: 200, schema: riskListSchema },
  },
  async (context, { query }) => paged(await listRisks(context, query), query, ({ number }) => String(number)),
);

export const POST = projectEndpoint(
  { summary: "Add a risk", body: riskBodySchema, answer: { status: 201, schema: riskSchema } },
  (context, { body }) => createRisk(context, body),
);
