import { projectEndpoint } from "@/app/api/v1/_http/endpoint.ts";
import { measurements } from "@/lib/measurements/reads/series.ts";
import { measurementQuerySchema, measurementsSchema } from "@/lib/measurements/schema.ts";
import { connection } from "@/lib/platform/server.ts";
import { environmentOf } from "@/lib/switches/reads/environment.ts";

export const GET = projectEndpoint(
  {
    summary: "Latency and errors of the old and the new path; a window without samples is absent",
    query: measurementQuerySchema,
    answer: { status: 200, schema: measurementsSchema },
  },
  async (context, { query: { environment, ...query } }) => {
    const { id } = await environmentOf(context, environment);
    return measurements(connection().pool, { projectId: context.project.id, environmentId: id }, query, context.now);
  },
);
