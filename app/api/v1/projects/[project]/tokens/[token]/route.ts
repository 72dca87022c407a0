import { projectEndpoint } from "@/app/api/v1/_http/endpoint.ts";
import { revokeToken } from "@/lib/tokens/commands/edit.ts";
import { readToken } from "@/lib/tokens/reads/views.ts";
import { revokeQuerySchema, tokenSchema } from "@/lib/tokens/schema.ts";

export const GET = projectEndpoint({ summary: "A token", answer: { status: 200, schema: tokenSchema } }, (context, { params }) =>
  readToken(context, params.token ?? ""),
);

export const DELETE = projectEndpoint(
  {
    summary: "Revoke a token at once; revoking it again changes nothing",
    query: revokeQuerySchema,
    answer: { status: 204 },
  },
  (context, { params, query }) => revokeToken(context, { token: params.token ?? "", ...query }),
);
