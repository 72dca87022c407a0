import { join, resolve } from "node:path";
import { type Databases, databasesOn } from "../stores/databases.ts";

export type Config = {
  serverUrl: string;
  databases: Databases;
  dataplaneUrl: string;
  token: string;
  /** Folder of the files the SDK keeps its last state in. */
  home: string;
  /** First of eight ports; 0 takes free ones. */
  portBase: number;
  adminPort: number;
  /** Requests a second at the start. */
  rate: number;
  seed: number;
  /** Seconds Switchyard counts an instance after it fell silent. */
  leaseSeconds: number;
  /** Instances that fail their operations when they cannot renew their lease; the others go on as they know. */
  fencing: readonly string[];
  coldStart: "fenced" | "persisted";
  /** A file with the switches to start from when there is nothing newer; empty for none. */
  bootstrap: string;
  /** Local port of each instance's line to the dataplane; what has none uses the address itself. */
  lines: Record<string, number>;
  /** Orders of the time before, written when the old database is created. */
  seedRows: number;
};

/** Reads the environment. Throws with the name of the variable that is wrong. */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const serverUrl = url(env, "ORDERS_DATABASE_URL");
  return {
    serverUrl,
    databases: databasesOn(serverUrl, env.ORDERS_DATABASE_PREFIX || "orders"),
    dataplaneUrl: url(env, "SWITCHYARD_DATAPLANE_URL"),
    token: required(env, "SWITCHYARD_TOKEN"),
    home: resolve(required(env, "ORDERS_HOME")),
    portBase: number(env, "ORDERS_PORT_BASE", 0, 0, 65_000),
    adminPort: number(env, "ORDERS_ADMIN_PORT", 0, 0, 65_535),
    rate: number(env, "ORDERS_RATE", 25, 0.1, 1_000),
    seed: number(env, "ORDERS_SEED", 1, 0, 2 ** 32 - 1),
    seedRows: number(env, "ORDERS_SEED_ROWS", 45_000, 0, 1_000_000),
    leaseSeconds: number(env, "ORDERS_LEASE_SECONDS", 30, 3, 3_600),
    fencing: (env.ORDERS_FENCING || "").split(",").filter(Boolean),
    coldStart: coldStart(env),
    bootstrap: env.ORDERS_BOOTSTRAP || "",
    lines: JSON.parse(env.ORDERS_LINES || "{}") as Record<string, number>,
  };
}

/** Where an instance keeps its last state. */
export function stateFile(home: string, instance: string): string {
  return join(home, `${instance}.json`);
}

/** Where an instance reaches the dataplane. */
export function dataplaneOf({ dataplaneUrl, lines }: Config, instance: string): string {
  const port = lines[instance];
  return port === undefined ? dataplaneUrl : `http://127.0.0.1:${port}`;
}

function coldStart(env: NodeJS.ProcessEnv): Config["coldStart"] {
  const value = env.ORDERS_COLD_START || "fenced";
  if (value !== "fenced" && value !== "persisted") throw new Error("ORDERS_COLD_START: expected fenced or persisted");
  return value;
}

function required(env: NodeJS.ProcessEnv, name: string): string {
  const value = env[name];
  if (!value) throw new Error(`${name} is not set`);
  return value;
}

function url(env: NodeJS.ProcessEnv, name: string): string {
  const value = required(env, name);
  if (!URL.canParse(value)) throw new Error(`${name} is not a URL`);
  return value;
}

function number(env: NodeJS.ProcessEnv, name: string, fallback: number, least: number, most: number): number {
  const value = Number(env[name] || fallback);
  if (!(value >= least && value <= most)) throw new Error(`${name}: expected a number from ${least} to ${most}`);
  return value;
}
