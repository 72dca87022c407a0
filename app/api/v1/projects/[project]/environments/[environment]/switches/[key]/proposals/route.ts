import { projectEndpoint } from "@/app/api/v1/_http/endpoint.ts";
import { createProposal } from "@/lib/proposals/commands/propose.ts";
import { listProposals, switchRow } from "@/lib/proposals/reads/views.ts";
import { proposalBodySchema, proposalListSchema, proposalSchema, switchProposalQuerySchema } from "@/lib/proposals/schema.ts";
import { environmentOf } from "@/lib/switches/reads/environment.ts";

export const GET = projectEndpoint(
  {
    summary: "Proposed changes of a switch, newest first",
    query: switchProposalQuerySchema,
    answer: { status: 200, schema: proposalListSchema },
  },
  async (context, { params: { environment = "", key = "" }, query: { cursor, limit, state } }) => {
    await switchRow(context, await environmentOf(context, environment), key);
    return listProposals(context, { environment, switch: key, state }, { cursor, limit });
  },
);

export const POST = projectEndpoint(
  {
    summary: "Propose a forward change for a second person to approve",
    body: proposalBodySchema,
    answer: { status: 201, schema: proposalSchema },
  },
  (context, { params, body }) =>
    createProposal(context, { environment: params.environment ?? "", key: params.key ?? "", ...body }),
);
