import { projectEndpoint } from "@/app/api/v1/_http/endpoint.ts";
import { deleteWindow, updateWindow } from "@/lib/windows/commands.ts";
import { windowRow, windowView } from "@/lib/windows/reads.ts";
import { windowDeleteQuerySchema, windowPatchSchema, windowSchema } from "@/lib/windows/schema.ts";

export const GET = projectEndpoint(
  { summary: "A freeze window", answer: { status: 200, schema: windowSchema } },
  async (context, { params }) => windowView(await windowRow(context, params.window ?? ""), context.now),
);

export const PATCH = projectEndpoint(
  {
    summary: "Move a freeze window, or say another reason",
    body: windowPatchSchema,
    answer: { status: 200, schema: windowSchema },
  },
  (context, { params, body }) => updateWindow(context, { window: params.window ?? "", ...body }),
);

export const DELETE = projectEndpoint(
  { summary: "Delete a freeze window", query: windowDeleteQuerySchema, answer: { status: 204 } },
  (context, { params, query }) => deleteWindow(context, { window: params.window ?? "", ...query }),
);
