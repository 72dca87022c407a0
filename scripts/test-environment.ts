import type { Scope } from "../lib/core/access/policy.ts";
import type { Rule } from "../lib/core/evaluation/snapshot.ts";
import { STAGES, type Stage } from "../lib/core/stages/positions.ts";
import { updateEnvironment } from "../lib/environments/commands.ts";
import { readEnvironment } from "../lib/environments/reads.ts";
import { changeSwitch } from "../lib/switches/commands/change.ts";
import { setRules } from "../lib/switches/commands/rules.ts";
import { environmentOf } from "../lib/switches/reads/environment.ts";
import { switchView } from "../lib/switches/reads/views.ts";
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
  /**
   * Moves a switch, overriding what may be overridden, and answers the revision. On the way to `live` it settles `call`
   * at new and makes secondary writes required; instances, if any, must acknowledge that in time.
   */
  move: (key: string, target: string, share?: number, policy?: Policy) => Promise<number>;
  /** Walks `data` from off to the stage. */
  walk: (module: string, stage: Stage) => Promise<number>;
  setRules: (key: string, rules: Rule[]) => Promise<number>;
  /** Says whose pages may read an environment of the project. */
  allowOrigins: (environment: string, allowedOrigins: string[]) => Promise<void>;
  close: () => Promise<void>;
};

type Policy = { secondaryWrites?: "best-effort" | "required"; cutOver?: "mixed" | "pause"; pauseSeconds?: number };

/** Everything a person may be asked for. */
function said(key: string) {
  const words = "a test walks here in one go";
  return { reason: words, override: words, confirm: key.slice(0, key.lastIndexOf(".")) };
}

export async function testEnvironment(modules = ["orders", "payments"]): Promise<TestEnvironment> {
  const database = await testDatabase();
  const project = await testProject(database.db, { modules });
  const { id } = await environmentOf(project.as("admin"), "production");
  const where = { environment: "production" };
  const viewOf = async (key: string) => {
    const context = project.as("admin");
    return switchView(context, await environmentOf(context, "production"), key);
  };
  const versionOf = async (key: string) => (await viewOf(key)).version;
  const put: TestEnvironment["move"] = async (key, target, share = 100_000, policy = {}) => {
    const expectedVersion = await versionOf(key);
    const input = { ...where, key, expectedVersion, target, share, ...said(key), ...policy };
    return (await changeSwitch(project.as("lead"), input)).revision;
  };
  const move: TestEnvironment["move"] = async (key, target, share, policy) => {
    const { module, axis, secondaryWrites } = await viewOf(key);
    if (axis === "data" && target === "live") {
      if ((await viewOf(`${module}.call`)).position === "old") await put(`${module}.call`, "new");
      if (secondaryWrites === "best-effort") await put(key, "shadow", 100_000, { secondaryWrites: "required" });
    }
    return put(key, target, share, policy);
  };
  return {
    database,
    project,
    id,
    token: (scopes, expiresInSeconds) => createToken(project.as("admin"), { ...where, name: "test", scopes, expiresInSeconds }),
    revoke: (token) => revokeToken(project.as("admin"), { token, confirm: "test" }),
    move,
    walk: async (module, stage) => {
      let revision = 0;
      for (const next of STAGES.slice(1, STAGES.indexOf(stage) + 1)) revision = await move(`${module}.data`, next);
      return revision;
    },
    setRules: async (key, rules) => {
      const expectedVersion = await versionOf(key);
      return (await setRules(project.as("lead"), { ...where, key, expectedVersion, rules, ...said(key) })).revision;
    },
    allowOrigins: async (key, allowedOrigins) => {
      const context = project.as("admin");
      const { version: expectedVersion } = await readEnvironment(context, key);
      await updateEnvironment(context, { environment: key, expectedVersion, allowedOrigins });
    },
    close: () => database.close(),
  };
}
