import { projectEndpoint } from "@/app/api/v1/_http/endpoint.ts";
import { setRules } from "@/lib/switches/commands/rules.ts";
import { changedSchema } from "@/lib/switches/schema/outcome.ts";
import { rulesBodySchema } from "@/lib/switches/schema/rules.ts";

export const PUT = projectEndpoint(
  { summary: "Replace the rules of a switch", body: rulesBodySchema, answer: { status: 201, schema: changedSchema } },
  (context, { params, body }) => setRules(context, { environment: params.environment ?? "", key: params.key ?? "", ...body }),
);
