import { projectEndpoint } from "@/app/api/v1/_http/endpoint.ts";
import { verifyAudit } from "@/lib/audit/reads/verify.ts";
import { auditVerifiedSchema, auditVerifyQuerySchema } from "@/lib/audit/schema.ts";
import { readEnv } from "@/lib/platform/env.ts";

export const GET = projectEndpoint(
  {
    summary: "Recompute the hashes of the audit chain: of what is new, or with `full` of all; a long one part by part",
    query: auditVerifyQuerySchema,
    answer: { status: 200, schema: auditVerifiedSchema, also: [409] },
  },
  (context, { query: { after, full } }) =>
    verifyAudit(context, { after, full: full === "true", home: readEnv().SWITCHYARD_HOME }),
);
