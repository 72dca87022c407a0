import { projectEndpoint } from "@/app/api/v1/_http/endpoint.ts";
import { writeOffInstance } from "@/lib/instances/commands/write-off.ts";
import { instanceSchema, writeOffBodySchema } from "@/lib/instances/schema.ts";

export const POST = projectEndpoint(
  {
    summary: "Say that a silent instance ended; changes no longer wait for it, and what it wrote last is in doubt",
    body: writeOffBodySchema,
    answer: { status: 201, schema: instanceSchema },
  },
  (context, { body }) => writeOffInstance(context, body),
);
