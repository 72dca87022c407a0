import { projectEndpoint } from "@/app/api/v1/_http/endpoint.ts";
import { releaseSwitch } from "@/lib/switches/commands/hold.ts";
import { holdBodySchema } from "@/lib/switches/schema/change.ts";
import { changedSchema } from "@/lib/switches/schema/outcome.ts";

export const POST = projectEndpoint(
  { summary: "Allow forward moves again", body: holdBodySchema, answer: { status: 201, schema: changedSchema } },
  (context, { params, body }) =>
    releaseSwitch(context, { environment: params.environment ?? "", key: params.key ?? "", ...body }),
);
