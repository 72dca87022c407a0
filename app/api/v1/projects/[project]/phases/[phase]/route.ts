import { projectEndpoint } from "@/app/api/v1/_http/endpoint.ts";
import { deletePhase, updatePhase } from "@/lib/phases/commands.ts";
import { readPhase } from "@/lib/phases/reads.ts";
import { phaseDeleteQuerySchema, phasePatchSchema, phaseSchema } from "@/lib/phases/schema.ts";

export const GET = projectEndpoint({ summary: "A phase", answer: { status: 200, schema: phaseSchema } }, (context, { params }) =>
  readPhase(context, params.phase ?? ""),
);

export const PATCH = projectEndpoint(
  {
    summary: "Rename a phase, restate its goal or move it in the order",
    body: phasePatchSchema,
    answer: { status: 200, schema: phaseSchema },
  },
  (context, { params, body }) => updatePhase(context, { phase: params.phase ?? "", ...body }),
);

export const DELETE = projectEndpoint(
  { summary: "Delete a phase that has no milestones", query: phaseDeleteQuerySchema, answer: { status: 204 } },
  (context, { params, query }) => deletePhase(context, { phase: params.phase ?? "", ...query }),
);
