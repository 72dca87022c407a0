import { projectEndpoint } from "@/app/api/v1/_http/endpoint.ts";
import { environmentOf } from "@/lib/switches/reads/environment.ts";
import { listContacts } from "@/lib/tokens/reads/contacts.ts";
import { contactListSchema, contactQuerySchema } from "@/lib/tokens/schema.ts";

export const GET = projectEndpoint(
  {
    summary: "Services heard without being instances: those that read over OFREP or send measurements over OTLP, by token",
    query: contactQuerySchema,
    answer: { status: 200, schema: contactListSchema },
  },
  async (context, { params, query: { module } }) => {
    const { id } = await environmentOf(context, params.environment ?? "");
    return { items: await listContacts(context.db, id, module) };
  },
);
