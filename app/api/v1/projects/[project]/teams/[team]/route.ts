import { projectEndpoint } from "@/app/api/v1/_http/endpoint.ts";
import { deleteTeam, updateTeam } from "@/lib/teams/commands.ts";
import { readTeam } from "@/lib/teams/reads.ts";
import { teamDeleteQuerySchema, teamPatchSchema, teamSchema } from "@/lib/teams/schema.ts";

export const GET = projectEndpoint({ summary: "A team", answer: { status: 200, schema: teamSchema } }, (context, { params }) =>
  readTeam(context, params.team ?? ""),
);

export const PATCH = projectEndpoint(
  { summary: "Rename a team or say who belongs to it", body: teamPatchSchema, answer: { status: 200, schema: teamSchema } },
  (context, { params, body }) => updateTeam(context, { team: params.team ?? "", ...body }),
);

export const DELETE = projectEndpoint(
  { summary: "End a team; what it owns keeps its name", query: teamDeleteQuerySchema, answer: { status: 204 } },
  (context, { params, query }) => deleteTeam(context, { team: params.team ?? "", ...query }),
);
