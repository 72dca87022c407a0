import { projectEndpoint } from "@/app/api/v1/_http/endpoint.ts";
import { rotateToken } from "@/lib/tokens/commands/edit.ts";
import { rotateBodySchema, tokenRotatedSchema } from "@/lib/tokens/schema.ts";

export const POST = projectEndpoint(
  {
    summary: "Replace a token by a successor; the old secret stays good for the overlap",
    body: rotateBodySchema,
    answer: { status: 201, schema: tokenRotatedSchema, secret: true },
  },
  (context, { params, body }) => rotateToken(context, { token: params.token ?? "", ...body }),
);
