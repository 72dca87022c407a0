import { projectEndpoint } from "@/app/api/v1/_http/endpoint.ts";
import { allAuditEvents, auditEvents } from "@/lib/audit/reads/trail.ts";
import { auditListSchema, auditQuerySchema } from "@/lib/audit/schema.ts";
import { exported } from "./export.ts";

export const GET = projectEndpoint(
  {
    summary: "Audit events that match, newest first; as ndjson or csv all of them in one stream",
    query: auditQuerySchema,
    answer: { status: 200, schema: auditListSchema, otherTypes: ["application/x-ndjson", "text/csv"] },
  },
  async (context, { query: { format, cursor, limit, ...filter } }) =>
    format === "json"
      ? auditEvents(context, filter, { cursor, limit })
      : exported(allAuditEvents(context, filter), format, `audit-${context.project.key}`),
);
