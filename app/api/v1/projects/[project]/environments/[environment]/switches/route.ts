import { projectEndpoint } from "@/app/api/v1/_http/endpoint.ts";
import { environmentOf } from "@/lib/switches/reads/environment.ts";
import { switchViews } from "@/lib/switches/reads/views.ts";
import { switchListSchema } from "@/lib/switches/schema.ts";

export const GET = projectEndpoint(
  { summary: "Switches of an environment", answer: { status: 200, schema: switchListSchema } },
  async (context, { params }) => {
    const environment = await environmentOf(context, params.environment ?? "");
    return { items: await switchViews(context, environment), nextCursor: null };
  },
);
