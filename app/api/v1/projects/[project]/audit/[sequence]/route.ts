import { projectEndpoint } from "@/app/api/v1/_http/endpoint.ts";
import { auditEvent } from "@/lib/audit/reads/trail.ts";
import { auditEventSchema } from "@/lib/audit/schema.ts";

export const GET = projectEndpoint(
  { summary: "An audit event by its place in the chain", answer: { status: 200, schema: auditEventSchema } },
  (context, { params }) => auditEvent(context, params.sequence ?? ""),
);
