import { openEndpoint } from "@/app/api/v1/_http/endpoint.ts";
import { setUp } from "@/lib/members/commands/setup.ts";
import { setUpSchema, setupBodySchema } from "@/lib/members/schema.ts";

export const POST = openEndpoint(
  {
    summary: "Use a set-up link: choose name and password; for the first admin also the e-mail address",
    body: setupBodySchema,
    answer: { status: 201, schema: setUpSchema },
  },
  (context, { body }) => setUp(context.db, body, context),
);
