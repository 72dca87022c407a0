import { projectEndpoint } from "@/app/api/v1/_http/endpoint.ts";
import { verifyAudit } from "@/lib/audit/reads.ts";
import { auditVerifiedSchema } from "@/lib/audit/schema.ts";

export const GET = projectEndpoint(
  { summary: "Walk the audit chain and recompute every hash", answer: { status: 200, schema: auditVerifiedSchema } },
  (context) => verifyAudit(context),
);
