import { projectEndpoint } from "@/app/api/v1/_http/endpoint.ts";
import { paged } from "@/app/api/v1/_http/page.ts";
import { createWindow } from "@/lib/windows/commands.ts";
import { listWindows } from "@/lib/windows/reads.ts";
import { windowBodySchema, windowListSchema, windowQuerySchema, windowSchema } from "@/lib/windows/schema.ts";

export const GET = projectEndpoint(
  {
    summary: "Freeze windows by their beginning; those that ended only when asked for",
    query: windowQuerySchema,
    answer: { status: 200, schema: windowListSchema },
  },
  async (context, { query: { environment, past, ...page } }) =>
    paged(await listWindows(context, { environment, past: past === "true" }), page, ({ id }) => id),
);

export const POST = projectEndpoint(
  {
    summary: "Freeze forward changes for a while, in one environment or in all",
    body: windowBodySchema,
    answer: { status: 201, schema: windowSchema },
  },
  (context, { body }) => createWindow(context, body),
);
