import { type Figure, figure } from "../figure.ts";
import { Changes } from "../lab/change.ts";
import type { Lab } from "../lab/lab.ts";
import { MEASURED_CORE, type Running, startDataplane, startProgram } from "../lab/processes.ts";
import { seed } from "../lab/seed.ts";
import type { BareStream } from "../programs/bare-stream-server.ts";
import type { Opening } from "../programs/open-streams.ts";
import type { Row } from "./row.ts";

const SWITCHES = 10_000;
const MEGABYTE = 1e6;
const CHANGES = 5;
const SAMPLE_MS = 50;

export const memory: Row = {
  name: "memory",
  about:
    "Resident memory of a dataplane with 10,000 switches at its highest, while streams open and five changes go out; " +
    "the first 1,000 fetch the whole state. Against a bare server with as many event streams.",
  run: async (lab) => {
    const { url: databaseUrl, token, environment } = await seed(await lab.database(), SWITCHES);
    const changes = new Changes(databaseUrl, environment, Math.floor(SWITCHES / 3));
    await changes.open();
    lab.defer(() => changes.close());
    const figures: Figure[] = [];
    for (const streams of lab.quick ? [50] : [1000, 5000]) {
      const dataplane = await startDataplane(lab, databaseUrl, token);
      const peak = watch(lab, dataplane);
      const headers = { authorization: `Bearer ${token}` };
      const opening: Opening = { url: `${dataplane.url}/api/v1/stream`, headers, streams: Math.min(streams, 1000) };
      await startProgram(lab, "bench/programs/open-streams.ts").ask(opening);
      if (streams > 1000) {
        const resuming = { ...headers, "last-event-id": String(await revisionOf(opening.url, headers)) };
        await startProgram(lab, "bench/programs/open-streams.ts").ask({ ...opening, headers: resuming, streams: streams - 1000 });
      }
      for (let n = 0; n < CHANGES; n += 1) {
        await changes.commit();
        await new Promise((resolve) => setTimeout(resolve, 500));
      }
      const bytes = peak();
      figures.push(
        figure({
          bench: `memory/${streams}-streams`,
          value: bytes / MEGABYTE,
          unit: "MB resident",
          baseline: (await bareMemory(lab, streams)) / MEGABYTE,
          goal: "< 250 MB",
          holds: (value) => value < 250,
          note: `${Math.round(dataplane.memoryBytes() / MEGABYTE)} MB at the end`,
        }),
      );
    }
    return figures;
  },
};

async function bareMemory(lab: Lab, streams: number): Promise<number> {
  const bare = startProgram(lab, "bench/programs/bare-stream-server.ts", MEASURED_CORE);
  const port = await bare.ask<number>({ first: ":\n\n" } satisfies BareStream);
  const peak = watch(lab, bare);
  const opening: Opening = { url: `http://127.0.0.1:${port}/`, headers: {}, streams };
  await startProgram(lab, "bench/programs/open-streams.ts").ask(opening);
  return peak();
}

/** Looks again and again; the answer ends that and is the most there was. */
function watch(lab: Lab, { memoryBytes }: Running): () => number {
  let most = memoryBytes();
  const timer = setInterval(() => {
    most = Math.max(most, memoryBytes());
  }, SAMPLE_MS);
  lab.defer(() => clearInterval(timer));
  return () => {
    clearInterval(timer);
    return Math.max(most, memoryBytes());
  };
}

async function revisionOf(streamUrl: string, headers: Record<string, string>): Promise<number> {
  const snapshot: unknown = await (await fetch(streamUrl.replace(/stream$/, "snapshot"), { headers })).json();
  return (snapshot as { revision: number }).revision;
}
