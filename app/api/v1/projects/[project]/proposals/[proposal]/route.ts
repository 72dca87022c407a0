import { projectEndpoint } from "@/app/api/v1/_http/endpoint.ts";
import { updateProposal } from "@/lib/proposals/commands/propose.ts";
import { readProposal } from "@/lib/proposals/reads/views.ts";
import { proposalPatchSchema, proposalSchema } from "@/lib/proposals/schema.ts";

export const GET = projectEndpoint(
  { summary: "A proposed change", answer: { status: 200, schema: proposalSchema } },
  (context, { params }) => readProposal(context, params.proposal ?? ""),
);

export const PATCH = projectEndpoint(
  {
    summary: "Put another change in its place; an approval is cleared",
    body: proposalPatchSchema,
    answer: { status: 200, schema: proposalSchema },
  },
  (context, { params, body }) => updateProposal(context, { proposal: params.proposal ?? "", ...body }),
);
