import { projectEndpoint } from "@/app/api/v1/_http/endpoint.ts";
import { revokeToken } from "@/lib/tokens/commands/edit.ts";
import { readToken } from "@/lib/tokens/reads/views.ts";
import { tokenSchema } from "@/lib/tokens/schema.ts";

export const GET = projectEndpoint({ summary: "A token", answer: { status: 200, schema: tokenSchema } }, (context, { params }) =>
  readToken(context, params.token ?? ""),
);

export const DELETE = projectEndpoint(
  { summary: "Revoke a token at once; revoking it again changes nothing", answer: { status: 204 } },
  (context, { params }) => revokeToken(context, { token: params.token ?? "" }),
);
