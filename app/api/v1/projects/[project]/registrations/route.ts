import { projectEndpoint } from "@/app/api/v1/_http/endpoint.ts";
import { registerModules } from "@/lib/modules/commands.ts";
import { registrationBodySchema, registrationSchema } from "@/lib/modules/schema.ts";

export const POST = projectEndpoint(
  {
    summary: "Add modules together, each with its three switches in every environment: all of them, or none",
    body: registrationBodySchema,
    answer: { status: 201, schema: registrationSchema },
  },
  async (context, { body }) => ({ items: await registerModules(context, body.modules) }),
);
