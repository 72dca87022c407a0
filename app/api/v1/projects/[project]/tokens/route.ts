import { projectEndpoint } from "@/app/api/v1/_http/endpoint.ts";
import { paged, pageQuerySchema } from "@/app/api/v1/_http/page.ts";
import { createToken } from "@/lib/tokens/commands/edit.ts";
import { listTokens } from "@/lib/tokens/reads/views.ts";
import { tokenBodySchema, tokenCreatedSchema, tokenListSchema } from "@/lib/tokens/schema.ts";

export const GET = projectEndpoint(
  { summary: "Tokens of the project, newest first", query: pageQuerySchema, answer: { status: 200, schema: tokenListSchema } },
  async (context, { query }) => paged(await listTokens(context), query, ({ id }) => id),
);

export const POST = projectEndpoint(
  {
    summary: "Make a token for one environment; its secret is in the answer only",
    body: tokenBodySchema,
    answer: { status: 201, schema: tokenCreatedSchema, secret: true },
  },
  (context, { body }) => createToken(context, body),
);
