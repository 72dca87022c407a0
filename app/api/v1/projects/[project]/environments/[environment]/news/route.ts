import { projectEndpoint } from "@/app/api/v1/_http/endpoint.ts";
import { taggedText } from "@/app/api/v1/_http/tagged.ts";
import { environmentOf } from "@/lib/switches/reads/environment.ts";
import { news } from "@/lib/switches/reads/history.ts";
import { newsSchema } from "@/lib/switches/schema/history.ts";

export const GET = projectEndpoint(
  { summary: "What changed last in an environment, in a line each", answer: { status: 200, schema: newsSchema, tagged: true } },
  async (context, { params, request }) => {
    const environment = await environmentOf(context, params.environment ?? "");
    return taggedText(request, { items: await news(context, environment), nextCursor: null });
  },
);
