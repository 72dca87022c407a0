import type { Handler } from "../_http/endpoint.ts";
import * as lineage from "../lineage/route.ts";
import * as onCall from "../oncall/route.ts";
import * as auditReason from "../projects/[project]/audit/[sequence]/reason/route.ts";
import * as auditEvent from "../projects/[project]/audit/[sequence]/route.ts";
import * as audit from "../projects/[project]/audit/route.ts";
import * as auditVerify from "../projects/[project]/audit/verify/route.ts";
import * as changes from "../projects/[project]/changes/route.ts";
import * as environmentArchive from "../projects/[project]/environments/[environment]/archive/route.ts";
import * as environmentChanges from "../projects/[project]/environments/[environment]/changes/route.ts";
import * as contacts from "../projects/[project]/environments/[environment]/contacts/route.ts";
import * as following from "../projects/[project]/environments/[environment]/following/route.ts";
import * as health from "../projects/[project]/environments/[environment]/health/route.ts";
import * as moduleRollback from "../projects/[project]/environments/[environment]/modules/[module]/rollback/route.ts";
import * as news from "../projects/[project]/environments/[environment]/news/route.ts";
import * as oneEnvironment from "../projects/[project]/environments/[environment]/route.ts";
import * as briefStandings from "../projects/[project]/environments/[environment]/standings/brief/route.ts";
import * as standings from "../projects/[project]/environments/[environment]/standings/route.ts";
import * as switchChanges from "../projects/[project]/environments/[environment]/switches/[key]/changes/route.ts";
import * as switchEvaluation from "../projects/[project]/environments/[environment]/switches/[key]/evaluation/route.ts";
import * as switchHistory from "../projects/[project]/environments/[environment]/switches/[key]/history/route.ts";
import * as switchHold from "../projects/[project]/environments/[environment]/switches/[key]/hold/route.ts";
import * as switchPreview from "../projects/[project]/environments/[environment]/switches/[key]/preview/route.ts";
import * as switchProposals from "../projects/[project]/environments/[environment]/switches/[key]/proposals/route.ts";
import * as switchRelease from "../projects/[project]/environments/[environment]/switches/[key]/release/route.ts";
import * as switchRestore from "../projects/[project]/environments/[environment]/switches/[key]/restore/route.ts";
import * as switchRollback from "../projects/[project]/environments/[environment]/switches/[key]/rollback/route.ts";
import * as oneSwitch from "../projects/[project]/environments/[environment]/switches/[key]/route.ts";
import * as switchRules from "../projects/[project]/environments/[environment]/switches/[key]/rules/route.ts";
import * as switchSchedules from "../projects/[project]/environments/[environment]/switches/[key]/schedules/route.ts";
import * as switchUndo from "../projects/[project]/environments/[environment]/switches/[key]/undo/route.ts";
import * as switches from "../projects/[project]/environments/[environment]/switches/route.ts";
import * as environmentUnarchive from "../projects/[project]/environments/[environment]/unarchive/route.ts";
import * as environments from "../projects/[project]/environments/route.ts";
import * as events from "../projects/[project]/events/route.ts";
import * as firstSteps from "../projects/[project]/first-steps/route.ts";
import * as oneGuardrail from "../projects/[project]/guardrails/[guardrail]/route.ts";
import * as guardrails from "../projects/[project]/guardrails/route.ts";
import * as instances from "../projects/[project]/instances/route.ts";
import * as instanceWriteOff from "../projects/[project]/instances/write-off/route.ts";
import * as oneJob from "../projects/[project]/jobs/[job]/route.ts";
import * as jobs from "../projects/[project]/jobs/route.ts";
import * as ledger from "../projects/[project]/ledger/route.ts";
import * as measurementsLosses from "../projects/[project]/measurements/losses/route.ts";
import * as measurements from "../projects/[project]/measurements/route.ts";
import * as measurementsSummary from "../projects/[project]/measurements/summary/route.ts";
import * as measurementsUnreadable from "../projects/[project]/measurements/unreadable/route.ts";
import * as memberEndSessions from "../projects/[project]/members/[member]/end-sessions/route.ts";
import * as oneMember from "../projects/[project]/members/[member]/route.ts";
import * as memberSetupLink from "../projects/[project]/members/[member]/setup-link/route.ts";
import * as members from "../projects/[project]/members/route.ts";
import * as oneMilestone from "../projects/[project]/milestones/[milestone]/route.ts";
import * as milestones from "../projects/[project]/milestones/route.ts";
import * as mismatches from "../projects/[project]/mismatches/route.ts";
import * as moduleArchive from "../projects/[project]/modules/[module]/archive/route.ts";
import * as oneModule from "../projects/[project]/modules/[module]/route.ts";
import * as moduleUnarchive from "../projects/[project]/modules/[module]/unarchive/route.ts";
import * as modules from "../projects/[project]/modules/route.ts";
import * as onePhase from "../projects/[project]/phases/[phase]/route.ts";
import * as phases from "../projects/[project]/phases/route.ts";
import * as planCancel from "../projects/[project]/plans/[plan]/cancel/route.ts";
import * as planOverride from "../projects/[project]/plans/[plan]/override/route.ts";
import * as plans from "../projects/[project]/plans/route.ts";
import * as proposalApply from "../projects/[project]/proposals/[proposal]/apply/route.ts";
import * as proposalApprove from "../projects/[project]/proposals/[proposal]/approve/route.ts";
import * as oneProposal from "../projects/[project]/proposals/[proposal]/route.ts";
import * as proposalWithdraw from "../projects/[project]/proposals/[proposal]/withdraw/route.ts";
import * as proposals from "../projects/[project]/proposals/route.ts";
import * as recoveries from "../projects/[project]/recoveries/route.ts";
import * as registrations from "../projects/[project]/registrations/route.ts";
import * as oneRisk from "../projects/[project]/risks/[risk]/route.ts";
import * as risks from "../projects/[project]/risks/route.ts";
import * as rollback from "../projects/[project]/rollback/route.ts";
import * as oneRollback from "../projects/[project]/rollbacks/[id]/route.ts";
import * as rollbacks from "../projects/[project]/rollbacks/route.ts";
import * as oneProject from "../projects/[project]/route.ts";
import * as oneTeam from "../projects/[project]/teams/[team]/route.ts";
import * as teams from "../projects/[project]/teams/route.ts";
import * as tokenRotate from "../projects/[project]/tokens/[token]/rotate/route.ts";
import * as oneToken from "../projects/[project]/tokens/[token]/route.ts";
import * as tokens from "../projects/[project]/tokens/route.ts";
import * as oneWindow from "../projects/[project]/windows/[window]/route.ts";
import * as windows from "../projects/[project]/windows/route.ts";
import * as projects from "../projects/route.ts";
import * as oneSession from "../sessions/[session]/route.ts";
import * as sessions from "../sessions/route.ts";
import * as setupCheck from "../setup/check/route.ts";
import * as setup from "../setup/route.ts";

export const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;
export type Method = (typeof METHODS)[number];
export type RouteModule = Partial<Record<Method, Handler>>;

/** Every path of the management API, below /api/v1, and the module that serves it. A test compares it with the folders. */
export const ROUTES: Record<string, RouteModule> = {
  "/lineage": lineage,
  "/oncall": onCall,
  "/projects": projects,
  "/projects/{project}": oneProject,
  "/projects/{project}/audit": audit,
  "/projects/{project}/audit/{sequence}": auditEvent,
  "/projects/{project}/audit/{sequence}/reason": auditReason,
  "/projects/{project}/audit/verify": auditVerify,
  "/projects/{project}/changes": changes,
  "/projects/{project}/environments": environments,
  "/projects/{project}/environments/{environment}": oneEnvironment,
  "/projects/{project}/environments/{environment}/modules/{module}/rollback": moduleRollback,
  "/projects/{project}/environments/{environment}/archive": environmentArchive,
  "/projects/{project}/environments/{environment}/unarchive": environmentUnarchive,
  "/projects/{project}/environments/{environment}/changes": environmentChanges,
  "/projects/{project}/environments/{environment}/contacts": contacts,
  "/projects/{project}/environments/{environment}/following": following,
  "/projects/{project}/environments/{environment}/health": health,
  "/projects/{project}/environments/{environment}/news": news,
  "/projects/{project}/environments/{environment}/standings": standings,
  "/projects/{project}/environments/{environment}/standings/brief": briefStandings,
  "/projects/{project}/plans": plans,
  "/projects/{project}/plans/{plan}/cancel": planCancel,
  "/projects/{project}/plans/{plan}/override": planOverride,
  "/projects/{project}/environments/{environment}/switches/{key}/restore": switchRestore,
  "/projects/{project}/environments/{environment}/switches/{key}/schedules": switchSchedules,
  "/projects/{project}/environments/{environment}/switches": switches,
  "/projects/{project}/environments/{environment}/switches/{key}": oneSwitch,
  "/projects/{project}/environments/{environment}/switches/{key}/changes": switchChanges,
  "/projects/{project}/environments/{environment}/switches/{key}/evaluation": switchEvaluation,
  "/projects/{project}/environments/{environment}/switches/{key}/history": switchHistory,
  "/projects/{project}/environments/{environment}/switches/{key}/hold": switchHold,
  "/projects/{project}/environments/{environment}/switches/{key}/preview": switchPreview,
  "/projects/{project}/environments/{environment}/switches/{key}/proposals": switchProposals,
  "/projects/{project}/environments/{environment}/switches/{key}/release": switchRelease,
  "/projects/{project}/environments/{environment}/switches/{key}/rollback": switchRollback,
  "/projects/{project}/environments/{environment}/switches/{key}/rules": switchRules,
  "/projects/{project}/environments/{environment}/switches/{key}/undo": switchUndo,
  "/projects/{project}/events": events,
  "/projects/{project}/first-steps": firstSteps,
  "/projects/{project}/instances": instances,
  "/projects/{project}/instances/write-off": instanceWriteOff,
  "/projects/{project}/jobs": jobs,
  "/projects/{project}/jobs/{job}": oneJob,
  "/projects/{project}/ledger": ledger,
  "/projects/{project}/measurements": measurements,
  "/projects/{project}/measurements/losses": measurementsLosses,
  "/projects/{project}/measurements/unreadable": measurementsUnreadable,
  "/projects/{project}/measurements/summary": measurementsSummary,
  "/projects/{project}/members": members,
  "/projects/{project}/members/{member}": oneMember,
  "/projects/{project}/members/{member}/end-sessions": memberEndSessions,
  "/projects/{project}/members/{member}/setup-link": memberSetupLink,
  "/projects/{project}/milestones": milestones,
  "/projects/{project}/milestones/{milestone}": oneMilestone,
  "/projects/{project}/mismatches": mismatches,
  "/projects/{project}/modules": modules,
  "/projects/{project}/modules/{module}": oneModule,
  "/projects/{project}/modules/{module}/archive": moduleArchive,
  "/projects/{project}/modules/{module}/unarchive": moduleUnarchive,
  "/projects/{project}/phases": phases,
  "/projects/{project}/phases/{phase}": onePhase,
  "/projects/{project}/proposals": proposals,
  "/projects/{project}/proposals/{proposal}": oneProposal,
  "/projects/{project}/proposals/{proposal}/apply": proposalApply,
  "/projects/{project}/proposals/{proposal}/approve": proposalApprove,
  "/projects/{project}/proposals/{proposal}/withdraw": proposalWithdraw,
  "/projects/{project}/recoveries": recoveries,
  "/projects/{project}/registrations": registrations,
  "/projects/{project}/risks": risks,
  "/projects/{project}/risks/{risk}": oneRisk,
  "/projects/{project}/rollback": rollback,
  "/projects/{project}/rollbacks": rollbacks,
  "/projects/{project}/rollbacks/{id}": oneRollback,
  "/projects/{project}/teams": teams,
  "/projects/{project}/teams/{team}": oneTeam,
  "/projects/{project}/tokens": tokens,
  "/projects/{project}/tokens/{token}": oneToken,
  "/projects/{project}/tokens/{token}/rotate": tokenRotate,
  "/projects/{project}/guardrails": guardrails,
  "/projects/{project}/guardrails/{guardrail}": oneGuardrail,
  "/projects/{project}/windows": windows,
  "/projects/{project}/windows/{window}": oneWindow,
  "/sessions": sessions,
  "/sessions/{session}": oneSession,
  "/setup": setup,
  "/setup/check": setupCheck,
};
