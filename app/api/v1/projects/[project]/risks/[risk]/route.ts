import { projectEndpoint } from "@/app/api/v1/_http/endpoint.ts";
import { updateRisk } from "@/lib/risks/commands.ts";
import { readRisk } from "@/lib/risks/reads.ts";
import { riskPatchSchema, riskSchema } from "@/lib/risks/schema.ts";

export const GET = projectEndpoint(
  { summary: "A risk by its number", answer: { status: 200, schema: riskSchema } },
  (context, { params }) => readRisk(context, params.risk ?? ""),
);

export const PATCH = projectEndpoint(
  { summary: "Change, close or reopen a risk", body: riskPatchSchema, answer: { status: 200, schema: riskSchema } },
  (context, { params, body }) => updateRisk(context, { risk: params.risk ?? "", ...body }),
);
