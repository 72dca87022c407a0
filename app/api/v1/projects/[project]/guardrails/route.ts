import { projectEndpoint } from "@/app/api/v1/_http/endpoint.ts";
import { paged } from "@/app/api/v1/_http/page.ts";
import { createGuardrail } from "@/lib/guardrails/commands/edit.ts";
import { listGuardrails } from "@/lib/guardrails/reads/list.ts";
import { guardrailBodySchema, guardrailListSchema, guardrailQuerySchema, guardrailSchema } from "@/lib/guardrails/schema.ts";

export const GET = projectEndpoint(
  {
    summary: "Guardrails by module and environment, with what they say now",
    query: guardrailQuerySchema,
    answer: { status: 200, schema: guardrailListSchema },
  },
  async (context, { query: { environment, module, ...page } }) =>
    paged(await listGuardrails(context, { environment, module }), page, ({ id }) => id),
);

export const POST = projectEndpoint(
  {
    summary: "Watch a module in an environment, and say what is done when it fails",
    body: guardrailBodySchema,
    answer: { status: 201, schema: guardrailSchema },
  },
  (context, { body }) => createGuardrail(context, body),
);
