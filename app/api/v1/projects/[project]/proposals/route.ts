import { projectEndpoint } from "@/app/api/v1/_http/endpoint.ts";
import { listProposals } from "@/lib/proposals/reads/views.ts";
import { proposalListSchema, proposalQuerySchema } from "@/lib/proposals/schema.ts";

export const GET = projectEndpoint(
  {
    summary: "Proposed changes, newest first",
    query: proposalQuerySchema,
    answer: { status: 200, schema: proposalListSchema },
  },
  (context, { query: { cursor, limit, ...which } }) => listProposals(context, which, { cursor, limit }),
);
