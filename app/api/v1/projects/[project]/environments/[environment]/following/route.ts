import { projectEndpoint } from "@/app/api/v1/_http/endpoint.ts";
import { taggedText } from "@/app/api/v1/_http/tagged.ts";
import { environmentOf } from "@/lib/switches/reads/environment.ts";
import { following } from "@/lib/switches/reads/following.ts";
import { followingSchema } from "@/lib/switches/schema/standings.ts";

export const GET = projectEndpoint(
  {
    summary: "How many instances of an environment acknowledged which revision",
    answer: { status: 200, schema: followingSchema, tagged: true },
  },
  async (context, { params, request }) => {
    const environment = await environmentOf(context, params.environment ?? "");
    return taggedText(request, await following(context, environment));
  },
);
