import { type Figure, figure } from "../figure.ts";
import type { Lab } from "../lab/lab.ts";
import { MEASURED_CORE, metricOf, type Program, type Served, startDataplane, startProgram } from "../lab/processes.ts";
import { seed } from "../lab/seed.ts";
import { TELLS_USAGE } from "../lab/usage.ts";
import type { BareAnswer } from "../programs/bare-server.ts";
import type { Bodies, Temporality } from "../programs/otlp-bodies.ts";
import type { OtlpLoad } from "../programs/otlp-load.ts";
import { median } from "../statistics.ts";
import type { Row } from "./row.ts";

const MODULES = 50;
const ROUNDS = 3;
const POINTS = "switchyard_otlp_points_total";

export const otlpIngest: Row = {
  name: "otlp-ingest",
  about:
    "Exports of OpenTelemetry's own SDK, 500 histograms each, protobuf, over four connections: points taken per second " +
    "of the dataplane's processor time. Against a bare handler that reads the same bodies.",
  run: async (lab) => {
    const { url, token } = await seed(await lab.database(), MODULES * 3);
    const bare = startProgram(lab, "bench/programs/bare-server.ts", MEASURED_CORE);
    const nothing: BareAnswer = { status: 200, headers: ["Content-Type", "application/x-protobuf"], body: "" };
    const port = await bare.ask<number>(nothing);
    const figures: Figure[] = [];
    for (const temporality of lab.quick ? (["delta"] as const) : (["delta", "cumulative"] as const)) {
      const dataplane = await startDataplane(lab, url, token);
      figures.push(await measure(lab, temporality, dataplane, { ...bare, url: `http://127.0.0.1:${port}` }, token));
    }
    return figures;
  },
};

async function measure(lab: Lab, temporality: Temporality, dataplane: Served, bare: Served, token: string): Promise<Figure> {
  const load = startProgram(lab, "bench/programs/otlp-load.ts");
  // The first part warms up.
  const each = lab.quick ? 5 : 200;
  const exports = each * (ROUNDS + 1);
  const points = await load.ask<number>({ make: { temporality, modules: MODULES, exports } satisfies Bodies } satisfies OtlpLoad);
  const taken: number[] = [];
  const read: number[] = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    const part = { token, from: round * each, to: (round + 1) * each };
    const ours = await perCpuSecond(load, dataplane, part, points);
    const plain = await perCpuSecond(load, bare, part, points);
    lab.say(`${temporality}: ${Math.round(ours)} points per CPU second, bare ${Math.round(plain)}`);
    if (round === 0) continue;
    taken.push(ours);
    read.push(plain);
  }
  const counted = await metricOf(dataplane, POINTS);
  if (counted !== exports * points) throw new Error(`${counted} points were taken of ${exports * points}`);
  return figure({
    bench: `otlp-ingest/${temporality}`,
    value: median(taken),
    unit: "data points per CPU second",
    baseline: median(read),
    goal: "≥ 50,000",
    holds: (value) => value >= 50_000,
  });
}

type Part = { token: string; from: number; to: number };

async function perCpuSecond(load: Program, served: Served, part: Part, points: number): Promise<number> {
  const before = TELLS_USAGE ? served.cpuSeconds() : 0;
  const seconds = await load.ask<number>({ url: `${served.url}/v1/metrics`, ...part } satisfies OtlpLoad);
  return ((part.to - part.from) * points) / (TELLS_USAGE ? served.cpuSeconds() - before : seconds);
}
