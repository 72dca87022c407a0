import { type Figure, figure } from "../figure.ts";
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
const COUNT = CLIENTS.toLocaleString("en");
/** A process with a thousand streams to one address spends its time looking for a free connection. */
const PROCESSES = 8;
const FRAME = `event: change\ndata: ${"x".repeat(450)}\n\n`;
/** Meanwhile everybody acknowledges, so that each change is measured for itself. */
const PAUSE_MS = 1200;
const WARM = 5;

export const changeLatency: Row = {
  name: "change-latency",
  about:
    `From before a change is sent to Postgres until everybody has it, ${SWITCHES} switches: ${COUNT} plain readers of the ` +
    `dataplane's stream have received it, and ${COUNT} SDK clients in ${PROCESSES} processes have applied it, ` +
    `${PAUSE_MS / 1000} s between changes. Against a bare event stream that writes a frame of the same length to as many ` +
    "plain readers.",
  run: async (lab) => {
    const each = lab.quick ? 5 : CLIENTS / PROCESSES;
    const bare = percentile(await throughBareStream(lab, each), 0.99);
    await lab.clear();
    const read = await throughDataplane(lab, each);
    await lab.clear();
    const { delays: applied, cost } = await throughSdks(lab, each);
    return [judged("change-latency/received", bare, read, ""), judged("change-latency/applied", bare, applied, cost)];
  },
};

function judged(bench: string, baseline: number, delays: readonly number[], more: string): Figure {
  const [median, most] = [0.5, 1].map((part) => Math.round(percentile(delays, part)));
  return figure({
    bench,
    value: percentile(delays, 0.99),
    unit: "ms, 99th percentile",
    baseline,
    goal: "< 250 ms",
    holds: (value) => value < 250,
    note: `median ${median} ms, slowest ${most} ms${more}`,
  });
}

async function throughDataplane(lab: Lab, readers: number): Promise<number[]> {
  const { url: databaseUrl, token, environment } = await seed(await lab.database(), SWITCHES);
  const dataplane = await startDataplane(lab, databaseUrl, token);
  const changes = await changesIn(lab, databaseUrl, environment);
  const reading: Reading = { url: `${dataplane.url}/api/v1/stream`, headers: { authorization: `Bearer ${token}` }, readers };
  return delays(lab, await opened(lab, "bench/programs/plain-followers.ts", reading), () => changes.commit());
}

async function changesIn(lab: Lab, databaseUrl: string, environment: string): Promise<Changes> {
  const changes = new Changes(databaseUrl, environment, Math.floor(SWITCHES / 3));
  await changes.open();
  lab.defer(() => changes.close());
  return changes;
}

/** `cost` says what a change costs, with the acknowledgements that answer it. */
async function throughSdks(lab: Lab, clients: number): Promise<{ delays: number[]; cost: string }> {
  const { url: databaseUrl, token, environment } = await seed(await lab.database(), SWITCHES);
  const dataplane = await startDataplane(lab, databaseUrl, token);
  const changes = await changesIn(lab, databaseUrl, environment);
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
  const programs = await opened(lab, "bench/programs/plain-followers.ts", { url, headers: {}, readers } satisfies Reading);
  return delays(lab, programs, () => fetch(url, { method: "POST", body: FRAME }));
}

async function opened(lab: Lab, path: string, question: Following | Reading): Promise<Program[]> {
  const programs = Array.from({ length: PROCESSES }, () => startProgram(lab, path));
  await Promise.all(programs.map((program) => program.ask(question)));
  return programs;
}

/** How long each change took to each client, in milliseconds; the first few, for the compiler, are left out. */
async function delays(lab: Lab, programs: readonly Program[], change: () => Promise<unknown>): Promise<number[]> {
  const found: number[] = [];
  for (let n = 0; n < (lab.quick ? 2 : WARM + 15); n += 1) {
    const arriving = Promise.all(programs.map((program) => program.ask<number[]>(null)));
    const began = sharedClock();
    await change();
    const times = await arriving;
    if (lab.quick || n >= WARM) found.push(...times.flat().map((time) => time - began));
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
  return found;
}
