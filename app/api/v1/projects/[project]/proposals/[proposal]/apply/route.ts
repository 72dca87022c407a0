import { projectEndpoint } from "@/app/api/v1/_http/endpoint.ts";
import { applyProposal } from "@/lib/proposals/commands/settle.ts";
import { proposalActSchema, proposalAppliedSchema } from "@/lib/proposals/schema.ts";

export const POST = projectEndpoint(
  {
    summary: "Make a proposed change, judged by the facts as they are now",
    body: proposalActSchema,
    answer: { status: 201, schema: proposalAppliedSchema },
  },
  (context, { params, body }) => applyProposal(context, { proposal: params.proposal ?? "", ...body }),
);
