import type { Scope } from "../lib/core/access/policy.ts";
import type { Rule } from "../lib/core/evaluation/snapshot.ts";
import { changeSwitch } from "../lib/switches/commands/change.ts";
import { setRules } from "../lib/switches/commands/rules.ts";
import { environmentOf, switchView } from "../lib/switches/reads.ts";
import { createToken, revokeToken } from "../lib/tokens/commands/edit.ts";
import { type TestDatabase, testDatabase } from "./test-database.ts";
import { type TestProject, testProject } from "./test-project.ts";

/** The environment `production` of a project of its own, in a database of its own, as a dataplane meets it. */
export type TestEnvironment = {
  database: TestDatabase;
  project: TestProject;
  id: string;
  token: (scopes: Scope[], expiresInSeconds?: number) => Promise<{ id: string; token: string }>;
  revoke: (id: string) => Promise<void>;
  /** Moves a switch and answers the revision. */
  move: (key: string, target: string, share?: number) => Promise<number>;
  setRules: (key: string, rules: Rule[]) => Promise<number>;
  close: () => Promise<void>;
};

export async function testEnvironment(modules = ["orders", "payments"]): Promise<TestEnvironment> {
  const database = await testDatabase();
  const project = await testProject(database.db, { modules });
  const { id } = await environmentOf(project.as("admin"), "production");
  const where = { environment: "production" };
  const versionOf = async (key: string) => {
    const context = project.as("admin");
    return (await switchView(context, await environmentOf(context, "production"), key)).version;
  };
  return {
    database,
    project,
    id,
    token: (scopes, expiresInSeconds) => createToken(project.as("admin"), { ...where, name: "test", scopes, expiresInSeconds }),
    revoke: (token) => revokeToken(project.as("admin"), { token, confirm: "test" }),
    move: async (key, target, share = 100_000) => {
      const expectedVersion = await versionOf(key);
      return (await changeSwitch(project.as("lead"), { ...where, key, expectedVersion, target, share, reason: "test" })).revision;
    },
    setRules: async (key, rules) => {
      const expectedVersion = await versionOf(key);
      return (await setRules(project.as("lead"), { ...where, key, expectedVersion, rules, reason: "test" })).revision;
    },
    close: () => database.close(),
  };
}
