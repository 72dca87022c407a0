import { projectEndpoint } from "@/app/api/v1/_http/endpoint.ts";
import { approveProposal } from "@/lib/proposals/commands/settle.ts";
import { proposalActSchema, proposalSchema } from "@/lib/proposals/schema.ts";

export const POST = projectEndpoint(
  {
    summary: "Agree to a proposed change that somebody else wrote",
    body: proposalActSchema,
    answer: { status: 201, schema: proposalSchema },
  },
  (context, { params, body }) => approveProposal(context, { proposal: params.proposal ?? "", ...body }),
);
