import { projectEndpoint } from "@/app/api/v1/_http/endpoint.ts";
import { changeRole, removeMember } from "@/lib/members/commands/edit.ts";
import { readMember } from "@/lib/members/reads.ts";
import { memberDeleteQuerySchema, memberPatchSchema, memberSchema } from "@/lib/members/schema.ts";

export const GET = projectEndpoint(
  { summary: "A member", answer: { status: 200, schema: memberSchema } },
  (context, { params }) => readMember(context, params.member ?? ""),
);

export const PATCH = projectEndpoint(
  { summary: "Give a member another role", body: memberPatchSchema, answer: { status: 200, schema: memberSchema } },
  (context, { params, body }) => changeRole(context, { member: params.member ?? "", ...body }),
);

export const DELETE = projectEndpoint(
  { summary: "Take a member out of the project", query: memberDeleteQuerySchema, answer: { status: 204 } },
  (context, { params, query }) => removeMember(context, { member: params.member ?? "", ...query }),
);
