import { projectEndpoint } from "@/app/api/v1/_http/endpoint.ts";
import { paged, pageQuerySchema } from "@/app/api/v1/_http/page.ts";
import { createTeam } from "@/lib/teams/commands.ts";
import { listTeams } from "@/lib/teams/reads.ts";
import { teamBodySchema, teamListSchema, teamSchema } from "@/lib/teams/schema.ts";

export const GET = projectEndpoint(
  { summary: "Teams of the project, by name", query: pageQuerySchema, answer: { status: 200, schema: teamListSchema } },
  async (context, { query }) => paged(await listTeams(context), query, ({ id }) => id),
);

export const POST = projectEndpoint(
  { summary: "Make a team of members of the project", body: teamBodySchema, answer: { status: 201, schema: teamSchema } },
  (context, { body }) => createTeam(context, body),
);
