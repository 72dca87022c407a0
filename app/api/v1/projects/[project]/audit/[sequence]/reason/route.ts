import { projectEndpoint } from "@/app/api/v1/_http/endpoint.ts";
import { giveReason } from "@/lib/audit/commands.ts";
import { auditEvent } from "@/lib/audit/reads/trail.ts";
import { auditEventSchema, auditReasonBodySchema } from "@/lib/audit/schema.ts";

export const POST = projectEndpoint(
  {
    summary: "Give a rollback the reason it was done without",
    body: auditReasonBodySchema,
    answer: { status: 201, schema: auditEventSchema },
  },
  async (context, { params, body }) => {
    const sequence = params.sequence ?? "";
    await giveReason(context, { sequence, ...body });
    return auditEvent(context, sequence);
  },
);
