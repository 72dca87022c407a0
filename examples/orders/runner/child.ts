import { type FaultBox, NO_FAULTS } from "../faults.ts";
import type { Peers } from "../http/upstream.ts";
import { readConfig } from "./config.ts";
import { openLog } from "./log.ts";
import type { FromChild, ProcessName, ToChild } from "./messages.ts";
import { startProcess } from "./services.ts";

/** One process of the shop, started and told what it needs by the supervisor. */

/** A dataplane that is away does not hold the stop up for longer; what it was to be told is lost. */
const STOP_WITHIN_MS = 4_000;

const name = process.argv[2] as ProcessName;
const log = openLog(name);
const peers: Peers = { ports: {} };
const faults: FaultBox = { current: NO_FAULTS };

process.on("message", (message: ToChild) => {
  if (message.type === "peers") peers.ports = message.ports;
  else faults.current = message.faults;
});

const started = startProcess(name, { config: readConfig(process.env), peers, faults, log });

let stopping = false;
async function stop(): Promise<void> {
  if (stopping) return;
  stopping = true;
  setTimeout(() => process.exit(0), STOP_WITHIN_MS).unref();
  await (await started).close();
  process.exit(0);
}

process.on("SIGTERM", stop);
// Ctrl-C reaches the whole group; the supervisor decides what it means.
process.on("SIGINT", () => undefined);
process.on("disconnect", stop);

const { ports } = await started;
process.send?.({ type: "listening", ports } satisfies FromChild);
