import { projectEndpoint } from "@/app/api/v1/_http/endpoint.ts";
import { paged, pageQuerySchema } from "@/app/api/v1/_http/page.ts";
import { createPhase } from "@/lib/phases/commands.ts";
import { listPhases } from "@/lib/phases/reads.ts";
import { phaseBodySchema, phaseListSchema, phaseSchema } from "@/lib/phases/schema.ts";

export const GET = projectEndpoint(
  { summary: "Phases of the project, in their order", query: pageQuerySchema, answer: { status: 200, schema: phaseListSchema } },
  async (context, { query }) => paged(await listPhases(context), query, ({ id }) => id),
);

export const POST = projectEndpoint(
  { summary: "Add a phase", body: phaseBodySchema, answer: { status: 201, schema: phaseSchema } },
  (context, { body }) => createPhase(context, body),
);
