import type { Weather } from "./machine/network.ts";
import { Random } from "./machine/random.ts";
import { STAGES, type Stage } from "./world/environment.ts";
import type { Terms } from "./world/service.ts";

/** What people ask of the control plane. */
export const ACTS = [
  "advance",
  "retreat",
  "rollback",
  "hold",
  "release",
  "undo",
  "restore",
  "pin",
  "ahead",
  "unpin",
  "sly",
  "freeze",
  "approvals",
  "propose",
  "schedule",
  "cancel",
  "lockstep",
  "write off",
  "press on",
  "call back",
  "settle",
] as const;

/** What happens to machines, networks, stores and disks, and the jobs that mend. */
export const EVENTS = [
  "job",
  "kill",
  "outage",
  "restart",
  "restart from old state",
  "restart from torn state",
  "twin",
  "stop",
  "cut",
  "cut one way",
  "store fails",
  "store fails after",
  "store is slow",
  "close",
  "back up",
  "restore backup",
  "kill dataplane",
  "cut dataplane",
  "revoke token",
] as const;

export type Kind = (typeof ACTS)[number] | (typeof EVENTS)[number];
/** One thing that is decided before anything happens. `pick` chooses among what there is then. */
export type Entry = { at: number; kind: Kind; pick: number; ms: number };

export type Scene = {
  seed: number;
  start: Stage | "required";
  services: Terms[];
  weather: Weather;
  dataplanes: number;
  relay: boolean;
  workers: number;
  /** The longest a statement, or its answer, is on its way. */
  postgresMs: number;
  /** Records are written by two subjects each. */
  shared: boolean;
  pausing: boolean;
  /** The stores are compared at the end: they are both written throughout, and whoever writes lives on. */
  compares: boolean;
  required: boolean;
  records: number;
  /** Milliseconds between two calls of one service. */
  everyMs: number;
  writes: number;
  entries: Entry[];
};

const HORIZON_MS = 600_000;

/** What a seed stands for. Every seed leaves out some of what can go wrong, so that the rest has room. */
export function sceneOf(seed: number, temper: Temper = {}): Scene {
  const random = new Random(seed).fork("scene");
  const count = 1 + random.below(3);
  const services = Array.from({ length: temper.services ?? count }, () => ({ ...termsOf(random), ...temper.terms }));
  const calm = random.chance(0.3);
  const weather: Weather = calm
    ? { loss: 0, twice: 0, slow: 0, slowMs: 0 }
    : {
        loss: random.pick([0, 0, 0.01, 0.05]),
        twice: random.pick([0, 0.05]),
        slow: random.pick([0, 0.05, 0.2]),
        slowMs: random.pick([100, 1500]),
      };
  const scene: Scene = {
    seed,
    start: random.pick([...STAGES, "shadow", "required", "required", "live"] as const),
    services,
    weather,
    dataplanes: random.chance(0.5) ? 1 : 2,
    relay: random.chance(0.25),
    workers: random.chance(0.3) ? 2 : 1,
    postgresMs: new Random(seed).fork("postgres").pick([0.2, 2, 10, 25]),
    shared: random.chance(0.2),
    pausing: random.chance(0.4),
    compares: false,
    required: random.chance(0.5),
    records: 1 + random.below(4),
    everyMs: random.pick([20, 50, 120]),
    writes: random.pick([0.3, 0.5, 0.7]),
    entries: [],
  };
  return { ...scene, ...temper.scene, entries: entriesOf(random.fork("entries"), temper) };
}

/** What is fixed where a seed would draw. */
export type Temper = {
  scene?: Partial<Scene>;
  /** How many run. */
  services?: number;
  terms?: Partial<Terms>;
  weights?: Partial<Record<Kind, number>>;
  everyMs?: number;
  /** What happens for certain, at about these times, instead of what would be drawn. */
  script?: readonly { at: number; kind: Kind; pick?: number; ms?: number }[];
};

function termsOf(random: Random): Terms {
  return {
    onLeaseLoss: random.chance(0.6) ? "hold" : "fence",
    coldStart: "fenced",
    leaseSeconds: random.pick([3, 6, 10]),
    operationSeconds: random.pick([1, 2]),
    deadlineSeconds: random.chance(0.2) ? 0.1 : null,
    namesLate: random.chance(0.2),
    skewMs: random.chance(0.3) ? random.between(-120_000, 120_000) : 0,
    keepsState: random.chance(0.6),
    repairs: random.chance(0.8),
  };
}

const OFTEN: Partial<Record<Kind, number>> = { advance: 12, job: 6, retreat: 3, release: 2, restart: 4, kill: 2 };
/** Without these nothing moves. */
const ALWAYS: readonly Kind[] = ["advance", "job", "restart", "release"];

function entriesOf(random: Random, { weights: given, everyMs, script }: Temper): Entry[] {
  if (script) {
    return script.map(({ at, kind, pick = random.next(), ms = random.between(2000, 3000) }) => {
      return { at: Math.round(at * random.between(0.95, 1.05)), kind, pick, ms: Math.round(ms) };
    });
  }
  const weights: Partial<Record<Kind, number>> = {};
  for (const kind of [...ACTS, ...EVENTS]) {
    if (kind === "settle") continue;
    if (ALWAYS.includes(kind) || random.chance(0.35)) weights[kind] = (OFTEN[kind] ?? 1) * random.between(0.5, 1.5);
  }
  if (weights["restore backup"]) weights.settle = weights["restore backup"];
  const used = given ?? weights;
  const entries: Entry[] = [];
  const pace = everyMs ?? random.pick([200, 500, 1000]);
  for (let at = random.between(300, 1500); at < HORIZON_MS; at += random.between(0.2, 1.8) * pace) {
    const kind = random.weighted(used);
    entries.push({ at: Math.round(at), kind, pick: random.next(), ms: Math.round(random.between(300, 6000)) });
  }
  return entries;
}
