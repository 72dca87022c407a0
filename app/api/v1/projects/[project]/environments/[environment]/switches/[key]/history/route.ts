import { projectEndpoint } from "@/app/api/v1/_http/endpoint.ts";
import { environmentOf } from "@/lib/switches/reads/environment.ts";
import { history } from "@/lib/switches/reads/history.ts";
import { historyQuerySchema, historySchema } from "@/lib/switches/schema/history.ts";

export const GET = projectEndpoint(
  { summary: "Every state of a switch, newest first", query: historyQuerySchema, answer: { status: 200, schema: historySchema } },
  async (context, { params, query }) =>
    history(context, await environmentOf(context, params.environment ?? ""), params.key ?? "", query),
);
