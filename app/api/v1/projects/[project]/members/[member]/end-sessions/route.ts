import { projectEndpoint } from "@/app/api/v1/_http/endpoint.ts";
import { endSessions } from "@/lib/members/commands/edit.ts";

export const POST = projectEndpoint(
  { summary: "End every session of a member, everywhere", answer: { status: 204 } },
  (context, { params }) => endSessions(context, { member: params.member ?? "" }),
);
