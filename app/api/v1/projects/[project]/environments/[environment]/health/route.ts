import { z } from "zod";
import { projectEndpoint } from "@/app/api/v1/_http/endpoint.ts";
import { taggedText } from "@/app/api/v1/_http/tagged.ts";
import { connection } from "@/lib/platform/server.ts";
import { environmentOf } from "@/lib/switches/reads/environment.ts";
import { healthVerdict } from "@/lib/switches/reads/verdict.ts";
import { healthVerdictSchema } from "@/lib/switches/schema/standings.ts";

export const GET = projectEndpoint(
  {
    summary: "How many modules of an environment are in which state of health, and the worst in a sentence",
    query: z.strictObject({ module: z.string().optional().describe("this one alone") }),
    answer: { status: 200, schema: healthVerdictSchema, tagged: true },
  },
  async (context, { params, query, request }) => {
    const environment = await environmentOf(context, params.environment ?? "");
    return taggedText(request, await healthVerdict(context, connection().pool, environment, query.module));
  },
);
