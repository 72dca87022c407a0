import { endpoint } from "@/app/api/v1/_http/endpoint.ts";
import { sayRestored } from "@/lib/snapshot/commands/restored.ts";
import { presentLineage } from "@/lib/snapshot/reads/lineage.ts";
import { lineageSchema, restoredBodySchema } from "@/lib/snapshot/schema.ts";

export const GET = endpoint(
  { summary: "The history that revisions belong to", answer: { status: 200, schema: lineageSchema } },
  (context) => presentLineage(context),
);

export const POST = endpoint(
  {
    summary: "Say that the database was restored from an older copy; nothing moves until instances have said what they act on",
    body: restoredBodySchema,
    answer: { status: 201, schema: lineageSchema },
  },
  (context, { body }) => sayRestored(context, context.identity, body),
);
