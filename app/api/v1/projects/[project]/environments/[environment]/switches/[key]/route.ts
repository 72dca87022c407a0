import { projectEndpoint } from "@/app/api/v1/_http/endpoint.ts";
import { environmentOf } from "@/lib/switches/reads/environment.ts";
import { switchView } from "@/lib/switches/reads/views.ts";
import { switchSchema } from "@/lib/switches/schema/switch.ts";

export const GET = projectEndpoint(
  {
    summary: "A switch: its state, and every move with the refusals that stand against it",
    answer: { status: 200, schema: switchSchema },
  },
  async (context, { params }) => switchView(context, await environmentOf(context, params.environment ?? ""), params.key ?? ""),
);
