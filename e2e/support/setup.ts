import { cpSync, existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "@playwright/test";
import { homeFolder, start, stop } from "./product.ts";

/** Starts the product with its demo for the journeys, unless SWITCHYARD_URL names one that runs already. */
export default async function setup(): Promise<undefined | (() => Promise<void>)> {
  await nameBrowser();
  if (process.env.SWITCHYARD_URL) return;
  const home = homeFolder("e2e");
  rmSync(home, { recursive: true, force: true });
  const product = await start({ home });
  process.env.SWITCHYARD_URL = product.url;
  process.env.SWITCHYARD_DATAPLANE_URL = product.dataplaneUrl;
  process.env.SWITCHYARD_BOOTSTRAP_TOKEN = product.token;
  process.env.SWITCHYARD_HOME = home;
  return async () => {
    const code = await stop(product);
    const logs = join(home, "logs");
    if (existsSync(logs)) cpSync(logs, "test-results/logs", { recursive: true });
    rmSync(home, { recursive: true, force: true });
    if (code !== 0) throw new Error(`The product ended with ${code}:\n${product.lines.join("\n")}`);
  };
}

async function nameBrowser(): Promise<void> {
  const browser = await chromium.launch({ executablePath: process.env.PLAYWRIGHT_CHROMIUM_PATH });
  console.log(`Chromium ${browser.version()}`);
  await browser.close();
}
