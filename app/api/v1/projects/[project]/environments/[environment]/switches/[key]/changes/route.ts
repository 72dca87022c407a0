import { projectEndpoint } from "@/app/api/v1/_http/endpoint.ts";
import { changeSwitch } from "@/lib/switches/commands/change.ts";
import { changeBodySchema } from "@/lib/switches/schema/change.ts";
import { changedSchema } from "@/lib/switches/schema/outcome.ts";

export const POST = projectEndpoint(
  { summary: "Move a switch to a share of a position", body: changeBodySchema, answer: { status: 201, schema: changedSchema } },
  (context, { params, body }) => changeSwitch(context, { environment: params.environment ?? "", key: params.key ?? "", ...body }),
);
