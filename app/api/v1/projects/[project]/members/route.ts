import { projectEndpoint } from "@/app/api/v1/_http/endpoint.ts";
import { paged, pageQuerySchema } from "@/app/api/v1/_http/page.ts";
import { setupLinkView } from "@/app/api/v1/_http/setup-link.ts";
import { addMember } from "@/lib/members/commands/add.ts";
import { listMembers } from "@/lib/members/reads.ts";
import { memberAddedSchema, memberBodySchema, memberListSchema } from "@/lib/members/schema.ts";

export const GET = projectEndpoint(
  { summary: "Members of the project, and owners", query: pageQuerySchema, answer: { status: 200, schema: memberListSchema } },
  async (context, { query }) => paged(await listMembers(context), query, ({ id }) => id),
);

export const POST = projectEndpoint(
  {
    summary: "Add a member; a person who is new here gets a set-up link to choose a password with",
    body: memberBodySchema,
    answer: { status: 201, schema: memberAddedSchema, secret: true },
  },
  async (context, { body, request }) => {
    const { member, link } = await addMember(context, body);
    return { ...member, setup: link && setupLinkView(link, request) };
  },
);
