import type { Load, Loaded } from "../programs/load.ts";
import { median } from "../statistics.ts";
import type { Lab } from "./lab.ts";
import { type Program, type Served, startProgram } from "./processes.ts";
import { TELLS_USAGE } from "./usage.ts";

/** Who answers the same question in a comparison. */
export type Contender = {
  name: string;
  served: Served;
  path: string;
  headers: Record<string, string>;
  /** Empty: GET. */
  bodies: string[];
  status: number;
};

/** Medians over the rounds. Where processor time cannot be read, both are by the clock. */
export type Speed = { perSecond: number; perCpuSecond: number };

const CONNECTIONS = 50;
const ROUNDS = 5;

/** Loads them in turn, A B C A B C, so that what disturbs the machine disturbs all of them. */
export async function compare(lab: Lab, contenders: readonly Contender[], seconds = 2): Promise<Speed[]> {
  const load = startProgram(lab, "bench/programs/load.ts");
  const [warm, rounds, each] = lab.quick ? [0.5, 1, 1] : [2, ROUNDS, seconds];
  for (const contender of contenders) await loadOnce(load, contender, warm);
  const speeds = contenders.map(() => [] as Speed[]);
  for (let round = 0; round < rounds; round += 1) {
    for (const [n, contender] of contenders.entries()) {
      const speed = await loadOnce(load, contender, each);
      speeds[n]?.push(speed);
      lab.say(`${contender.name}: ${Math.round(speed.perSecond)}/s, ${Math.round(speed.perCpuSecond)} per CPU second`);
    }
  }
  return speeds.map((of) => ({
    perSecond: median(of.map(({ perSecond }) => perSecond)),
    perCpuSecond: median(of.map(({ perCpuSecond }) => perCpuSecond)),
  }));
}

async function loadOnce(program: Program, { served, path, headers, bodies, status }: Contender, seconds: number): Promise<Speed> {
  const before = TELLS_USAGE ? served.cpuSeconds() : 0;
  const question: Load = {
    url: served.url + path,
    method: bodies.length > 0 ? "POST" : "GET",
    headers,
    bodies,
    connections: CONNECTIONS,
    seconds,
    status,
  };
  const loaded = await program.ask<Loaded>(question);
  const used = TELLS_USAGE ? served.cpuSeconds() - before : loaded.seconds;
  return { perSecond: loaded.requests / loaded.seconds, perCpuSecond: loaded.requests / used };
}
