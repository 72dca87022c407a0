import { join } from "node:path";
import type { Env } from "../../lib/platform/env.ts";
import { step } from "../setup/progress.mjs";
import { ChildLog } from "./child-log.ts";
import { notice, reachable, type Start } from "./plan.ts";
import { Service } from "./service.ts";
import { answers, typescript } from "./services.ts";

/** Starts a relay and nothing else; settles when it answers, which it does also while the dataplane above is away. */
export async function startRelay({ home, dev, cleanup }: Start, env: Env): Promise<void> {
  const url = `http://${reachable(env.HOST)}:${env.DATAPLANE_PORT}`;
  await step("relay", "starting", async () => {
    const log = new ChildLog("dataplane", join(home, "logs", "dataplane.log"), process.env.LOG_LEVEL ? "raw" : "warnings");
    const service = new Service({
      name: "dataplane",
      args: typescript("dataplane/main.ts"),
      env: { NODE_ENV: dev ? "development" : "production", SWITCHYARD_HOME: home },
      log,
      isReady: () => answers(`${url}/healthz`),
      notice,
    });
    await cleanup.defer(() => service.stop());
    await service.start();
    return { said: `of ${env.DATAPLANE_UPSTREAM}`, value: undefined };
  });
  console.log(`\n  dataplane  ${url}`);
}
