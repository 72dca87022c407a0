import { projectEndpoint } from "@/app/api/v1/_http/endpoint.ts";
import { tagged } from "@/app/api/v1/_http/tagged.ts";
import { environmentOf } from "@/lib/switches/reads/environment.ts";
import { keptStandings } from "@/lib/switches/reads/kept-standings.ts";
import { standingsMark } from "@/lib/switches/reads/standings.ts";
import { standingsSchema } from "@/lib/switches/schema/standings.ts";

export const GET = projectEndpoint(
  {
    summary: "Where every switch of an environment stands, without moves and gates",
    answer: { status: 200, schema: standingsSchema, tagged: true },
  },
  async (context, { params, request }) => {
    const environment = await environmentOf(context, params.environment ?? "");
    const mark = `${environment.id} ${await standingsMark(context, environment)}`;
    return tagged(request, mark, async () => ({ items: await keptStandings(context, environment), nextCursor: null }));
  },
);
