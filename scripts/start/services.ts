import { join, resolve } from "node:path";
import { insideClone } from "../setup/child.mjs";
import { step } from "../setup/progress.mjs";
import { ChildLog } from "./child-log.ts";
import { setUpDemo } from "./demo.ts";
import { notice, type Plan } from "./plan.ts";
import { Service, type ServiceOptions } from "./service.ts";
import { reloadOnChange } from "./watch.ts";

type Program = Pick<ServiceOptions, "args"> & Partial<Pick<ServiceOptions, "cwd" | "env" | "isReady">>;

export type Programs = { web: Service; dataplane: Service; worker: Service };

/** Starts console, dataplane, worker and, with the demo, the shop; each is kept running until the cleanup. */
export async function startServices(plan: Plan): Promise<void> {
  await startPrograms(plan);
  const { demo, managementToken } = plan;
  if (!demo || !managementToken) return;
  await step("demo", "setting up", async () => {
    const token = await setUpDemo(plan.localConsoleUrl, managementToken, plan.home);
    await startShop(plan, token);
    return "project orders under traffic";
  });
}

export async function startPrograms(plan: Plan): Promise<Programs> {
  const { consoleUrl, dataplaneUrl, localConsoleUrl } = plan;
  const [web, dataplane, worker] = await Promise.all([
    step("web", "starting", async () => {
      const isReady = () => answers(`${localConsoleUrl}/api/health`);
      return { said: consoleUrl, value: await keep(plan, "web", { ...consoleProgram(plan), isReady }) };
    }),
    step("dataplane", "starting", async () => {
      const program = { args: typescript("dataplane/main.ts"), isReady: () => answers(`${dataplaneUrl}/readyz`) };
      return { said: dataplaneUrl, value: await keep(plan, "dataplane", program) };
    }),
    step("worker", "starting", async () => {
      return { said: "running", value: await keep(plan, "worker", { args: typescript("worker/main.ts") }) };
    }),
  ]);
  return { web, dataplane, worker };
}

/** Starts the shop with a token of its environment; `settings` are more of its variables. */
export function startShop(plan: Plan, token: string, settings: Record<string, string> = {}): Promise<Service> {
  return keep(plan, "demo", {
    args: typescript("examples/orders/run.ts"),
    env: {
      ORDERS_DATABASE_URL: plan.serverUrl,
      ORDERS_HOME: join(plan.home, "orders"),
      SWITCHYARD_DATAPLANE_URL: plan.dataplaneUrl,
      SWITCHYARD_TOKEN: token,
      DATABASE_URL: undefined,
      DIRECT_URL: undefined,
      NEXTAUTH_SECRET: undefined,
      LOG_LEVEL: plan.env.LOG_LEVEL,
      ...settings,
    },
  });
}

/** Starts a program and keeps it running. Unless it can be asked, it says itself when it is ready. */
async function keep(plan: Plan, name: string, program: Program): Promise<Service> {
  const log = new ChildLog(name, join(plan.home, "logs", `${name}.log`), plan.tells);
  const isReady = program.isReady ?? (() => log.readyLine() !== null);
  const say = plan.tells === "none" ? () => undefined : notice;
  const service = new Service({ name, notice: say, log, ...program, isReady, env: { ...environment(plan), ...program.env } });
  await plan.cleanup.defer(() => service.stop());
  await service.start();
  if (plan.dev && name !== "web")
    await plan.cleanup.defer(reloadOnChange(service, [name === "demo" ? "examples" : name, "lib", "sdk"]));
  return service;
}

function environment({
  env,
  dev,
  demo,
  home,
  host,
  databaseUrl,
  directUrl,
  nextauthSecret,
  consoleUrl,
}: Plan): ServiceOptions["env"] {
  return {
    NODE_ENV: dev ? "development" : "production",
    NEXT_TELEMETRY_DISABLED: "1",
    DATABASE_URL: databaseUrl,
    DIRECT_URL: directUrl,
    SWITCHYARD_HOME: home,
    SWITCHYARD_DEMO: demo ? "on" : "off",
    HOST: host,
    PORT: String(env.PORT),
    DATAPLANE_PORT: String(env.DATAPLANE_PORT),
    NEXTAUTH_SECRET: nextauthSecret,
    NEXTAUTH_URL: consoleUrl,
    DATAPLANE_PROCESSES: String(env.DATAPLANE_PROCESSES),
    // These are for the start alone.
    OWNER_URL: undefined,
    SWITCHYARD_BOOTSTRAP_TOKEN: undefined,
    SWITCHYARD_ADMIN_EMAIL: undefined,
    SWITCHYARD_ADMIN_PASSWORD: undefined,
  };
}

function consoleProgram({ build, host, env }: Plan): Program {
  const next = resolve("node_modules/next/dist/bin/next");
  if (!build) return { args: [next, "dev", "--hostname", host, "--port", String(env.PORT)], env: insideClone() };
  return { args: ["server.js"], cwd: build, env: { HOSTNAME: host } };
}

export function typescript(file: string): string[] {
  return ["--import", import.meta.resolve("tsx"), file];
}

export async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(2000) })).ok;
  } catch {
    return false;
  }
}
