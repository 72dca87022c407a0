import type { Act } from "@/lib/core/access/policy.ts";
import type { Method } from "./routes.ts";

const SWITCHES = "/projects/{project}/environments/{environment}/switches";

/** The act an operation needs; `open` needs nobody, `signed-in` anybody, `owner` an owner. */
export type Need = Act | "open" | "signed-in" | "owner";

/** A test asks every cell of it, over the real endpoints. */
export const NEEDS: Record<string, Need> = {
  "GET /lineage": "signed-in",
  "GET /sessions": "signed-in",
  "DELETE /sessions/{session}": "signed-in",
  "POST /lineage": "owner",
  "GET /oncall": "signed-in",
  "GET /projects": "signed-in",
  "POST /projects": "owner",
  "POST /setup": "open",
  "POST /setup/check": "open",
  "PATCH /projects/{project}": "project.edit",
  "POST /projects/{project}/environments": "environment.edit",
  "PATCH /projects/{project}/environments/{environment}": "environment.edit",
  "POST /projects/{project}/environments/{environment}/archive": "environment.edit",
  "POST /projects/{project}/environments/{environment}/unarchive": "environment.edit",
  "POST /projects/{project}/members": "member.edit",
  "PATCH /projects/{project}/members/{member}": "member.edit",
  "DELETE /projects/{project}/members/{member}": "member.edit",
  "POST /projects/{project}/members/{member}/end-sessions": "member.edit",
  "POST /projects/{project}/members/{member}/setup-link": "member.edit",
  "POST /projects/{project}/teams": "member.edit",
  "PATCH /projects/{project}/teams/{team}": "member.edit",
  "DELETE /projects/{project}/teams/{team}": "member.edit",
  "POST /projects/{project}/tokens": "token.edit",
  "DELETE /projects/{project}/tokens/{token}": "token.edit",
  "POST /projects/{project}/tokens/{token}/rotate": "token.edit",
  "POST /projects/{project}/modules": "module.edit",
  "PATCH /projects/{project}/modules/{module}": "module.edit",
  "POST /projects/{project}/modules/{module}/archive": "module.edit",
  "POST /projects/{project}/modules/{module}/unarchive": "module.edit",
  "POST /projects/{project}/registrations": "module.edit",
  "POST /projects/{project}/phases": "plan.edit",
  "PATCH /projects/{project}/phases/{phase}": "plan.edit",
  "DELETE /projects/{project}/phases/{phase}": "plan.edit",
  "POST /projects/{project}/milestones": "plan.edit",
  "PATCH /projects/{project}/milestones/{milestone}": "plan.edit",
  "DELETE /projects/{project}/milestones/{milestone}": "plan.edit",
  "POST /projects/{project}/risks": "plan.edit",
  "PATCH /projects/{project}/risks/{risk}": "plan.edit",
  "POST /projects/{project}/instances/write-off": "instance.write-off",
  "POST /projects/{project}/jobs": "job.run",
  "PATCH /projects/{project}/jobs/{job}": "job.run",
  [`POST ${SWITCHES}/{key}/proposals`]: "proposal.edit",
  "PATCH /projects/{project}/proposals/{proposal}": "proposal.edit",
  "POST /projects/{project}/proposals/{proposal}/approve": "proposal.approve",
  "POST /projects/{project}/proposals/{proposal}/apply": "proposal.edit",
  "POST /projects/{project}/proposals/{proposal}/withdraw": "proposal.edit",
  "POST /projects/{project}/guardrails": "guardrail.edit",
  "PATCH /projects/{project}/guardrails/{guardrail}": "guardrail.edit",
  "DELETE /projects/{project}/guardrails/{guardrail}": "guardrail.edit",
  "POST /projects/{project}/windows": "window.edit",
  "PATCH /projects/{project}/windows/{window}": "window.edit",
  "DELETE /projects/{project}/windows/{window}": "window.edit",
  "POST /projects/{project}/recoveries": "switch.forward",
  "GET /projects/{project}/audit/verify": "audit.verify",
  "POST /projects/{project}/audit/{sequence}/reason": "switch.back",
  "POST /projects/{project}/rollback": "switch.back",
  "POST /projects/{project}/environments/{environment}/modules/{module}/rollback": "switch.back",
  // Which way a change goes depends on where the switch stands; forward has a test of its own below.
  [`POST ${SWITCHES}/{key}/changes`]: "switch.back",
  "POST /projects/{project}/environments/{environment}/changes": "switch.back",
  [`POST ${SWITCHES}/{key}/restore`]: "switch.back",
  [`POST ${SWITCHES}/{key}/schedules`]: "switch.forward",
  "POST /projects/{project}/plans/{plan}/cancel": "switch.back",
  "POST /projects/{project}/plans/{plan}/override": "switch.forward",
  [`POST ${SWITCHES}/{key}/evaluation`]: "project.read",
  [`POST ${SWITCHES}/{key}/preview`]: "project.read",
  [`POST ${SWITCHES}/{key}/rollback`]: "switch.back",
  [`POST ${SWITCHES}/{key}/hold`]: "switch.hold",
  [`POST ${SWITCHES}/{key}/release`]: "switch.release",
  [`POST ${SWITCHES}/{key}/undo`]: "switch.back",
  [`PUT ${SWITCHES}/{key}/rules`]: "switch.rules",
};

/** Reading anything of a project needs a viewer, unless the table says more. */
export function needOf(method: Method, path: string): Need | undefined {
  return NEEDS[`${method} ${path}`] ?? (method === "GET" ? "project.read" : undefined);
}

const BEYOND: readonly Need[] = ["member.edit", "environment.edit", "project.edit"];

/** What concerns every environment, whatever else it needs, and what tells of people, who belong to none. */
const WHOLE = [/\/(members|teams)(\/\{\w+\})?$/, /\/modules\/\{module\}\/(un)?archive$/];

/** What a token, which belongs to one environment, may not do or see. */
export function isBeyondEnvironments(method: Method, path: string): boolean {
  return BEYOND.includes(needOf(method, path) ?? "open") || WHOLE.some((whole) => whole.test(path));
}
