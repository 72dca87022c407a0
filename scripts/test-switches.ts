import type { Role } from "../lib/core/access/policy.ts";
import type { AppError } from "../lib/platform/errors.ts";
import { type ChangeInput, changeSwitch } from "../lib/switches/commands/change.ts";
import { environmentOf } from "../lib/switches/reads/environment.ts";
import { switchView } from "../lib/switches/reads/views.ts";
import type { Changed } from "../lib/switches/schema/outcome.ts";
import type { SwitchView } from "../lib/switches/schema/switch.ts";
import type { TestDatabase } from "./test-database.ts";
import { type TestProject, testProject } from "./test-project.ts";

/** Everything a person may be asked for, for the module `orders`. */
export const SAID = { reason: "a test asks for it", confirm: "orders", override: "a test overrides it" };

export const rulesOf = (error: AppError) => (error.extra.refusals as { rule: string }[]).map(({ rule }) => rule);

type Wanted = Partial<Omit<ChangeInput, "key" | "environment">> & { as?: Role; at?: Date; environment?: string };

/** A project with the modules orders and payments, whose switches are changed in few words. */
export type TestSwitches = TestProject & {
  view: (key: string, environment?: string) => Promise<SwitchView>;
  /** A lead's change in production, with everything said, at the present version, unless told otherwise. */
  change: (key: string, target: string, wanted?: Wanted) => Promise<Changed>;
  /** Takes `orders` with call at new to the data stage, everything overridden; secondary writes are required from live on. */
  walkTo: (stage: "dualwrite" | "shadow" | "live" | "rampdown" | "complete") => Promise<void>;
  /** Takes `orders` to live with secondary writes best effort by now, acknowledged by `orders-1`: the way back has to wait. */
  liveAndLax: () => Promise<void>;
  /** An instance that acknowledged a revision; the present one unless told otherwise. */
  instance: (name: string, given?: { revision?: number; onLeaseLoss?: "hold" | "fence"; leaseSeconds?: number }) => Promise<void>;
};

export async function testSwitches({ db }: TestDatabase): Promise<TestSwitches> {
  const project = await testProject(db, { modules: ["orders", "payments"], people: true });
  const view = async (key: string, environment = "production") => {
    const context = project.as("viewer");
    return switchView(context, await environmentOf(context, environment), key);
  };
  const change: TestSwitches["change"] = async (key, target, { as = "lead", at, environment = "production", ...wanted } = {}) => {
    const expectedVersion = wanted.expectedVersion ?? (await view(key, environment)).version;
    const input = { environment, key, target, share: 100_000, ...SAID, ...wanted, expectedVersion };
    return changeSwitch(project.as(as, at), input);
  };
  const walkTo: TestSwitches["walkTo"] = async (stage) => {
    await change("orders.call", "new");
    for (const target of ["dualwrite", "shadow", "live", "rampdown", "complete"]) {
      if (target === "live") await change("orders.data", "shadow", { secondaryWrites: "required" });
      await change("orders.data", target);
      if (target === stage) return;
    }
  };
  const instance: TestSwitches["instance"] = async (name, { revision, onLeaseLoss = "hold", leaseSeconds = 30 } = {}) => {
    const environment = await db.environment.findFirstOrThrow({ where: { projectId: project.id, key: "production" } });
    const now = new Date();
    const acknowledged = {
      revision: revision ?? environment.revision,
      acknowledgedAt: now,
      leaseUntil: new Date(now.getTime() + leaseSeconds * 1000),
    };
    const id = { environmentId: environment.id, service: "api", instance: name, incarnation: "" };
    await db.instance.upsert({
      where: { environmentId_service_instance_incarnation: id },
      create: { ...id, ...acknowledged, serviceVersion: "1", firstSeenAt: now, onLeaseLoss, operationSeconds: 1, writes: [] },
      update: acknowledged,
    });
  };
  const liveAndLax = async () => {
    await walkTo("live");
    await change("orders.data", "live", { secondaryWrites: "best-effort" });
    await instance("orders-1");
  };
  return { ...project, view, change, walkTo, liveAndLax, instance };
}
