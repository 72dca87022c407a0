import { projectEndpoint } from "@/app/api/v1/_http/endpoint.ts";
import { deleteGuardrail, updateGuardrail } from "@/lib/guardrails/commands/edit.ts";
import { guardrailRow, guardrailView } from "@/lib/guardrails/reads/list.ts";
import { guardrailDeleteQuerySchema, guardrailPatchSchema, guardrailSchema } from "@/lib/guardrails/schema.ts";

export const GET = projectEndpoint(
  { summary: "A guardrail, with what it says now", answer: { status: 200, schema: guardrailSchema } },
  async (context, { params }) => guardrailView(await guardrailRow(context, params.guardrail ?? "")),
);

export const PATCH = projectEndpoint(
  {
    summary: "Change a guardrail; its test begins anew",
    body: guardrailPatchSchema,
    answer: { status: 200, schema: guardrailSchema },
  },
  (context, { params, body }) => updateGuardrail(context, { guardrail: params.guardrail ?? "", ...body }),
);

export const DELETE = projectEndpoint(
  { summary: "Remove a guardrail", query: guardrailDeleteQuerySchema, answer: { status: 204 } },
  (context, { params, query }) => deleteGuardrail(context, { guardrail: params.guardrail ?? "", ...query }),
);
