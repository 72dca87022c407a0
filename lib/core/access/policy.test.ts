import { expect, test } from "vitest";
import { ACTS, type Act, ROLES, type Role, roleAllows, roleOfScopes, SCOPES } from "./policy.ts";

/** The matrix of the documentation, cell by cell: the roles that may, from the weakest. */
const MAY: Record<Act, readonly Role[]> = {
  "project.read": ["viewer", "operator", "lead", "admin"],
  "audit.verify": ["viewer", "operator", "lead", "admin"],
  "switch.back": ["operator", "lead", "admin"],
  "switch.hold": ["operator", "lead", "admin"],
  "instance.write-off": ["operator", "lead", "admin"],
  "job.run": ["operator", "lead", "admin"],
  "switch.forward": ["lead", "admin"],
  "switch.release": ["lead", "admin"],
  "switch.rules": ["lead", "admin"],
  "proposal.edit": ["lead", "admin"],
  "proposal.approve": ["lead", "admin"],
  "window.edit": ["lead", "admin"],
  "guardrail.edit": ["lead", "admin"],
  "module.edit": ["lead", "admin"],
  "plan.edit": ["lead", "admin"],
  "project.edit": ["admin"],
  "environment.edit": ["admin"],
  "member.edit": ["admin"],
  "token.edit": ["admin"],
};

const cells = (Object.keys(ACTS) as Act[]).flatMap((act) => ROLES.map((role) => ({ act, role, may: MAY[act].includes(role) })));

test.each(cells)("$role, $act: $may", ({ act, role, may }) => {
  expect(roleAllows(role, act)).toBe(may);
});

test("a token manages, operates, or has no role at all", () => {
  expect(roleOfScopes(["read", "manage", "operate"])).toBe("admin");
  expect(roleOfScopes(["operate", "report"])).toBe("operator");
  expect(roleOfScopes(SCOPES.filter((scope) => scope !== "operate" && scope !== "manage"))).toBeNull();
  expect(roleOfScopes([])).toBeNull();
  expect(roleOfScopes(["admin"])).toBeNull();
  expect(roleOfScopes(["jobs"], "jobs")).toBe("operator");
  expect(roleOfScopes(["manage"], "jobs")).toBe("admin");
  expect(roleOfScopes(["read", "report"], "jobs")).toBeNull();
});
