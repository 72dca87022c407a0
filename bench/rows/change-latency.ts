import { figure } from "../figure.ts";
import { Changes } from "../lab/change.ts";
import type { Lab } from "../lab/lab.ts";
import { MEASURED_CORE, type Program, startDataplane, startProgram } from "../lab/processes.ts";
import { seed } from "../lab/seed.ts";
import { TELLS_USAGE } from "../lab/usage.ts";
import { sharedClock } from "../programs/arrivals.ts";
import type { BareStream } from "../programs/bare-stream-server.ts";
import type { Reading } from "../programs/plain-followers.ts";
import type { Following } from "../programs/sdk-followers.ts";
import { percentile } from "../statistics.ts";
import type { Row } from "./row.ts";

const SWITCHES = 100;
const CLIENTS = 1000;
/** A process with a thousand streams to one address spends its time looking for a free connection. */
const PROCESSES = 8;
const FRAME = `event: change\ndata: ${"x".repeat(450)}\n\n`;
const PAUSE_MS = 300;

export const changeLatency: Row = {
  name: "change-latency",
  about:
    `From before a change is sent to Postgres until ${CLIENTS.toLocaleString("en")} SDK clients in ${PROCESSES} processes have applied ` +
    `it, ${SWITCHES} switches. Against a bare event stream that writes a frame of the same length to as many plain sockets.`,
  run: async (lab) => {
    const each = lab.quick ? 5 : CLIENTS / PROCESSES;
    const { delays: ours, cost } = await throughSdks(lab, each);
    await lab.clear();
    const bare = await throughBareStream(lab, each);
    const [p50, p99, most] = [0.5, 0.99, 1].map((part) => percentile(ours, part)) as [number, number, number];
    return [
      figure({
        bench: "change-latency",
        value: p99,
        unit: "ms, 99th percentile",
        baseline: percentile(bare, 0.99),
        goal: "< 250 ms",
        holds: (value) => value < 250,
        note: `median ${Math.round(p50)} ms, slowest ${Math.round(most)} ms${cost}`,
      }),
    ];
  },
};

/** `cost` says what a change costs, with the acknowledgements that answer it. */
async function throughSdks(lab: Lab, clients: number): Promise<{ delays: number[]; cost: string }> {
  const { url: databaseUrl, token, environment } = await seed(await lab.database(), SWITCHES);
  const dataplane = await startDataplane(lab, databaseUrl, token);
  const changes = new Changes(databaseUrl, environment, Math.floor(SWITCHES / 3));
  await changes.open();
  lab.defer(() => changes.close());
  const following: Following = { url: dataplane.url, token, clients };
  const programs = await opened(lab, "bench/programs/sdk-followers.ts", following);
  const used = () => [[dataplane], programs].map((processes) => processes.reduce((sum, each) => sum + each.cpuSeconds(), 0));
  const before = TELLS_USAGE ? used() : [];
  const found = await delays(lab, programs, () => changes.commit());
  const after = TELLS_USAGE ? used() : [];
  const [served, applied] = after.map((seconds, n) => Math.round(((seconds - (before[n] ?? 0)) * 1000) / (changes.count || 1)));
  const cost = TELLS_USAGE
    ? `; a change takes ${served} ms of the dataplane's CPU and ${applied} ms of the clients', acknowledging included`
    : "";
  return { delays: found, cost };
}

async function throughBareStream(lab: Lab, readers: number): Promise<number[]> {
  const bare = startProgram(lab, "bench/programs/bare-stream-server.ts", MEASURED_CORE);
  const url = `http://127.0.0.1:${await bare.ask<number>({ first: ":\n\n" } satisfies BareStream)}`;
  const programs = await opened(lab, "bench/programs/plain-followers.ts", { url, readers } satisfies Reading);
  return delays(lab, programs, () => fetch(url, { method: "POST", body: FRAME }));
}

async function opened(lab: Lab, path: string, question: Following | Reading): Promise<Program[]> {
  const programs = Array.from({ length: PROCESSES }, () => startProgram(lab, path));
  await Promise.all(programs.map((program) => program.ask(question)));
  return programs;
}

/** How long each change took to each client, in milliseconds; the first, for the compiler, is left out. */
async function delays(lab: Lab, programs: readonly Program[], change: () => Promise<unknown>): Promise<number[]> {
  const found: number[] = [];
  for (let n = 0; n <= (lab.quick ? 2 : 20); n += 1) {
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    const arriving = Promise.all(programs.map((program) => program.ask<number[]>(null)));
    const began = sharedClock();
    await change();
    const times = await arriving;
    if (n > 0) found.push(...times.flat().map((time) => time - began));
  }
  return found;
}
