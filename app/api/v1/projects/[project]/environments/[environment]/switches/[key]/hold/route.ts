import { projectEndpoint } from "@/app/api/v1/_http/endpoint.ts";
import { holdSwitch } from "@/lib/switches/commands/hold.ts";
import { holdBodySchema } from "@/lib/switches/schema/change.ts";
import { changedSchema } from "@/lib/switches/schema/outcome.ts";

export const POST = projectEndpoint(
  {
    summary: "Refuse forward moves until released",
    body: holdBodySchema,
    form: true,
    answer: { status: 201, schema: changedSchema },
  },
  (context, { params, body }) => holdSwitch(context, { environment: params.environment ?? "", key: params.key ?? "", ...body }),
);
