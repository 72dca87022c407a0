import { rmSync } from "node:fs";
import { homeFolder, launch, type ProductOptions } from "../support/product.ts";
import { allGone } from "./processes.ts";

export const quiet = { SWITCHYARD_DEMO: "off" };

const homes: string[] = [];

export function newHome(name: string): string {
  const home = homeFolder(`smoke-${name}`);
  rmSync(home, { recursive: true, force: true });
  homes.push(home);
  return home;
}

export async function removeHomes(): Promise<void> {
  for (const home of homes.splice(0)) {
    await allGone(home);
    rmSync(home, { recursive: true, force: true });
  }
}

/** A start that must not succeed: its exit code and what it said besides progress. */
export async function failed(options: ProductOptions): Promise<{ code: number | string; lines: string[] }> {
  const product = await launch(options);
  const code = await product.ended;
  return { code, lines: product.lines.filter((line) => !line.startsWith("  ") && line !== "Switchyard") };
}
