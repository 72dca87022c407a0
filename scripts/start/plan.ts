import type { Env } from "../../lib/platform/env.ts";
import type { Cleanup } from "../setup/cleanup.mjs";
import type { Told } from "./child-log.ts";

export type Start = { home: string; dev: boolean; cleanup: Cleanup };

/** What the start decides once. */
export type Plan = Start & {
  env: Env;
  demo: boolean;
  /** Address to bind. */
  host: string;
  /** Where people and tools on this machine reach both servers. */
  consoleUrl: string;
  localConsoleUrl: string;
  dataplaneUrl: string;
  nextauthSecret: string;
  managementToken: string | null;
  /** Folder with the built console; null while developing. */
  build: string | null;
  /** What the terminal hears of the programs. */
  tells: Told;
  databaseUrl: string;
  /** The same without a pooler of transactions in between, where it is known. */
  directUrl: string;
  /** Where the demo creates databases of its own. */
  serverUrl: string;
};

/** The name by which this machine reaches what binds `host`. */
export function reachable(host: string): string {
  if (host === "0.0.0.0" || host === "::") return "127.0.0.1";
  return host.includes(":") ? `[${host}]` : host;
}

/** Programs that ended unasked, and what is done about it. */
export function notice(line: string): void {
  console.log(`  ! ${line}`);
}
