import { projectEndpoint } from "@/app/api/v1/_http/endpoint.ts";
import { withdrawProposal } from "@/lib/proposals/commands/settle.ts";
import { proposalActSchema, proposalSchema } from "@/lib/proposals/schema.ts";

export const POST = projectEndpoint(
  {
    summary: "Withdraw a proposed change",
    body: proposalActSchema,
    answer: { status: 201, schema: proposalSchema },
  },
  (context, { params, body }) => withdrawProposal(context, { proposal: params.proposal ?? "", ...body }),
);
