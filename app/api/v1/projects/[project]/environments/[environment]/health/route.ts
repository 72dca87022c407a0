import { projectEndpoint } from "@/app/api/v1/_http/endpoint.ts";
import { taggedText } from "@/app/api/v1/_http/tagged.ts";
import { connection } from "@/lib/platform/server.ts";
import { environmentOf } from "@/lib/switches/reads/environment.ts";
import { healthCounts } from "@/lib/switches/reads/health-counts.ts";
import { healthCountsSchema } from "@/lib/switches/schema/standings.ts";

export const GET = projectEndpoint(
  {
    summary: "How many modules of an environment are in which state of health",
    answer: { status: 200, schema: healthCountsSchema, tagged: true },
  },
  async (context, { params, request }) => {
    const environment = await environmentOf(context, params.environment ?? "");
    return taggedText(request, await healthCounts(context, connection().pool, environment));
  },
);
