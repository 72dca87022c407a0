import { zodToOpenAPIRegistry } from "@asteasolutions/zod-to-openapi";
import type { z } from "zod";
import { auditEventSchema } from "@/lib/audit/schema.ts";
import { environmentSchema } from "@/lib/environments/schema.ts";
import { guardrailSchema } from "@/lib/guardrails/schema.ts";
import { instanceSchema } from "@/lib/instances/schema.ts";
import { jobSchema } from "@/lib/jobs/schema.ts";
import { ledgerEntrySchema } from "@/lib/ledger/schema.ts";
import { memberSchema } from "@/lib/members/schema.ts";
import { milestoneSchema } from "@/lib/milestones/schema.ts";
import { mismatchSchema } from "@/lib/mismatches/schema.ts";
import { moduleSchema } from "@/lib/modules/schema.ts";
import { phaseSchema } from "@/lib/phases/schema.ts";
import { planSchema } from "@/lib/plans/schema.ts";
import { projectSchema } from "@/lib/projects/schema.ts";
import { proposalActSchema, proposalListSchema, proposalSchema } from "@/lib/proposals/schema.ts";
import { riskSchema } from "@/lib/risks/schema.ts";
import { projectRollbackSchema } from "@/lib/rollbacks/schema.ts";
import { lineageSchema } from "@/lib/snapshot/schema.ts";
import { changeBodySchema, changeSchema, holdBodySchema } from "@/lib/switches/schema/change.ts";
import { gateSchema, levelSchema, refusalSchema, secondaryWrites, standingSchema } from "@/lib/switches/schema/fields.ts";
import { historySchema } from "@/lib/switches/schema/history.ts";
import { changedSchema } from "@/lib/switches/schema/outcome.ts";
import { restoredSchema, rollbackPreviewSchema } from "@/lib/switches/schema/rollback.ts";
import { conditionSchema, ruleSchema } from "@/lib/switches/schema/rules.ts";
import { switchSchema } from "@/lib/switches/schema/switch.ts";
import { teamSchema } from "@/lib/teams/schema.ts";
import { tokenSchema } from "@/lib/tokens/schema.ts";
import { windowSchema } from "@/lib/windows/schema.ts";
import { capital, operationId } from "./operation-id.ts";
import { problemSchema } from "./problems.ts";
import { METHODS, ROUTES } from "./routes.ts";

/**
 * What several operations share; the rest is named after its operation, like `PostRisksBody`. Parts go before the whole,
 * for one that is met as nullable first would be nullable everywhere.
 */
const SHARED: Record<string, z.ZodType> = {
  SecondaryWrites: secondaryWrites,
  ChangeLevel: levelSchema,
  Standing: standingSchema,
  Refusal: refusalSchema,
  Gate: gateSchema,
  Condition: conditionSchema,
  Rule: ruleSchema,
  Restored: restoredSchema,
  Change: changeSchema,
  Plan: planSchema,
  Changed: changedSchema,
  AuditEvent: auditEventSchema,
  ChangeBody: changeBodySchema,
  Changes: historySchema,
  Environment: environmentSchema,
  FreezeWindow: windowSchema,
  Guardrail: guardrailSchema,
  HoldBody: holdBodySchema,
  Instance: instanceSchema,
  Job: jobSchema,
  LedgerEntry: ledgerEntrySchema,
  Lineage: lineageSchema,
  Member: memberSchema,
  Milestone: milestoneSchema,
  Mismatch: mismatchSchema,
  Module: moduleSchema,
  Phase: phaseSchema,
  Problem: problemSchema,
  Project: projectSchema,
  ProjectRollback: projectRollbackSchema,
  Proposal: proposalSchema,
  ProposalActBody: proposalActSchema,
  Proposals: proposalListSchema,
  Risk: riskSchema,
  RollbackPreview: rollbackPreviewSchema,
  Switch: switchSchema,
  Team: teamSchema,
  Token: tokenSchema,
};

/** Every schema that gets a name of its own in the document. */
export const NAMED: Record<string, z.ZodType> = { ...SHARED };

const known = new Set(Object.values(SHARED));
for (const [path, module] of Object.entries(ROUTES)) {
  for (const method of METHODS) {
    const { body, answer } = module[method]?.operation ?? {};
    const id = capital(operationId(method, path));
    name(`${id}Body`, body);
    name(`${id}Answer`, answer?.schema);
  }
}
for (const [refId, schema] of Object.entries(NAMED)) zodToOpenAPIRegistry.add(schema, { _internal: { refId } });

function name(refId: string, schema: z.ZodType | undefined): void {
  if (!schema || known.has(schema)) return;
  known.add(schema);
  NAMED[refId] = schema;
}
