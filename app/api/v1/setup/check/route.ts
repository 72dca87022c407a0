import { openEndpoint } from "@/app/api/v1/_http/endpoint.ts";
import { checkSetupLink } from "@/lib/members/commands/setup.ts";
import { setupCheckBodySchema, setupCheckSchema } from "@/lib/members/schema.ts";

export const POST = openEndpoint(
  {
    summary: "Whom a set-up link is for; it stays usable",
    body: setupCheckBodySchema,
    answer: { status: 200, schema: setupCheckSchema },
  },
  (context, { body }) => checkSetupLink(context.db, body, context),
);
