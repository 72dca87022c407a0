import { projectEndpoint } from "@/app/api/v1/_http/endpoint.ts";
import { setupLinkView } from "@/app/api/v1/_http/setup-link.ts";
import { renewSetupLink } from "@/lib/members/commands/add.ts";
import { setupLinkSchema } from "@/lib/members/schema.ts";

export const POST = projectEndpoint(
  {
    summary: "A new link for a member to choose a password, in place of earlier ones",
    answer: { status: 201, schema: setupLinkSchema, secret: true },
  },
  async (context, { params, request }) => setupLinkView(await renewSetupLink(context, { member: params.member ?? "" }), request),
);
