import { projectEndpoint } from "@/app/api/v1/_http/endpoint.ts";
import { tagged } from "@/app/api/v1/_http/tagged.ts";
import { environmentOf } from "@/lib/switches/reads/environment.ts";
import { keptStandings } from "@/lib/switches/reads/kept-standings.ts";
import { standingsMark } from "@/lib/switches/reads/standings.ts";
import { briefOf, briefStandingsSchema } from "@/lib/switches/schema/brief.ts";

export const GET = projectEndpoint(
  {
    summary: "Where every switch of an environment stands, without what most have in common",
    answer: { status: 200, schema: briefStandingsSchema, tagged: true },
  },
  async (context, { params, request }) => {
    const environment = await environmentOf(context, params.environment ?? "");
    const mark = `${environment.id} ${await standingsMark(context, environment)} brief`;
    return tagged(request, mark, async () => {
      const rows = await keptStandings(context, environment);
      return { items: rows.map(briefOf), nextCursor: null };
    });
  },
);
