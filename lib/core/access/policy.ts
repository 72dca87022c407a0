/** Who may do what: one table, used by the management API, the pages and the documentation. */

export const ROLES = ["viewer", "operator", "lead", "admin"] as const;
export type Role = (typeof ROLES)[number];

export const SCOPES = ["read", "report", "relay", "jobs", "operate", "manage"] as const;
export type Scope = (typeof SCOPES)[number];

/** Whether a token with these scopes may do that at the dataplane. Who relays an environment may read and report there too. */
export function scopesAllow(scopes: readonly string[], scope: Scope): boolean {
  return scopes.includes(scope) || ((scope === "read" || scope === "report") && scopes.includes("relay"));
}

/** The weakest role each act needs; a stronger role may do it too. */
export const ACTS = {
  "project.read": "viewer",
  "audit.verify": "viewer",
  "switch.back": "operator",
  "switch.hold": "operator",
  "instance.write-off": "operator",
  "job.run": "operator",
  "switch.forward": "lead",
  "switch.release": "lead",
  "switch.rules": "lead",
  "proposal.edit": "lead",
  "proposal.approve": "lead",
  "window.edit": "lead",
  "guardrail.edit": "lead",
  "module.edit": "lead",
  "plan.edit": "lead",
  "project.edit": "admin",
  "environment.edit": "admin",
  "member.edit": "admin",
  "token.edit": "admin",
} as const satisfies Record<string, Role>;
export type Act = keyof typeof ACTS;

export function roleAllows(role: Role, act: Act): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(ACTS[act]);
}

/**
 * The role a token acts with in the management API; null when its scopes give it none there. A scope that is
 * `accepted` for what is asked lets it act as an operator, for that alone.
 */
export function roleOfScopes(scopes: readonly string[], accepted?: Scope): Role | null {
  if (scopes.includes("manage")) return "admin";
  if (scopes.includes("operate")) return "operator";
  return accepted !== undefined && scopes.includes(accepted) ? "operator" : null;
}
