import { startDataplane } from "../../dataplane/dataplane.ts";
import { keepDoing } from "../../worker/loop.ts";
import { plans } from "../../worker/plans.ts";
import { recoveries } from "../../worker/recoveries.ts";
import { History, type Verdict } from "../judge/history.ts";
import { disks } from "../machine/disk.ts";
import { draws, scheduler } from "../machine/machine.ts";
import { network } from "../machine/network.ts";
import type { Postgres } from "../machine/postgres.ts";
import { Random } from "../machine/random.ts";
import type { Process } from "../machine/scheduler.ts";
import type { Scene } from "../plan.ts";
import { DATAPLANES, type Environment, RELAY } from "./environment.ts";
import { Service } from "./service.ts";
import { type Side, Store } from "./stores.ts";

export const WITNESS = 4000;

/** Everything that takes part in one history. */
export class World {
  readonly #only: readonly string[] | null;
  readonly scene: Scene;
  readonly environment: Environment;
  readonly postgres: Postgres;
  readonly history = new History();
  readonly random: Random;
  readonly stores: Record<Side, Store>;
  /** By place: the run that is there, or was there last. */
  readonly services: Service[] = [];
  /** All that ever ran. */
  readonly runs: Service[] = [];
  readonly dataplanes = new Map<number, Process>();
  readonly console = scheduler.process("console");
  witness: Process;
  /** Comparisons of all keys that ended, of which was said that they bring their store up to date. */
  compared: { store: Side; revision: number }[] = [];
  readonly said: { at: number; words: string }[] = [];
  readonly verdicts: Verdict[] = [];
  /** Somebody gave the promise up: an override, or a run written off that lives on. */
  waived: string | null = null;
  /** Callers have stopped; what is under way goes on until then. */
  quiet: { until: number } | null = null;
  /** How many runs there had been when the copy was made. */
  backup: { runs: number } | null = null;
  /** The database became another one in this step. */
  restored = false;
  /** What was restored and neither said nor noticed, as it was then. */
  unnoticed: { lineage: string; changes: string } | null = null;
  /** The version of data that the latest rollback named. */
  rollbackTo: number | null = null;
  /** Freeze windows, and the demand for a second person: since they were stored. What began before goes by what was then. */
  freezes: { since: number; until: number }[] = [];
  approvalsSince: number | null = null;
  consented = new Set<number>();

  /** `only` are the kinds of verdict that count; null is any. */
  constructor(scene: Scene, environment: Environment, postgres: Postgres, only: readonly string[] | null = null) {
    this.#only = only;
    this.scene = scene;
    this.environment = environment;
    this.postgres = postgres;
    this.witness = this.newWitness();
    const random = new Random(scene.seed);
    postgres.begin(random.fork("postgres"), scene.postgresMs);
    this.random = random.fork("world");
    draws.random = random.fork("draws");
    network.random = random.fork("network");
    disks.clear(random.fork("disks"));
    network.weather = scene.weather;
    const slowest = Math.min(...scene.services.map(({ operationSeconds }) => operationSeconds)) * 900;
    this.stores = {
      old: new Store("old", random.fork("old store"), slowest),
      new: new Store("new", random.fork("new store"), slowest),
    };
    // Subjects on different sides that share a record see each other's writes late, whatever pauses.
    environment.pausing = scene.pausing && !scene.shared;
    environment.urls = [...DATAPLANES.slice(0, scene.dataplanes), ...(scene.relay ? [RELAY] : [])]
      .map((port) => `http://127.0.0.1:${port}`)
      .reverse();
  }

  begin(): void {
    this.startDataplane(WITNESS, this.witness);
    for (const port of DATAPLANES.slice(0, this.scene.dataplanes)) this.startDataplane(port);
    if (this.scene.relay) this.startDataplane(RELAY);
    const { db } = this.environment.connection;
    for (let i = 0; i < this.scene.workers; i += 1) {
      scheduler.after(0, () => void keepDoing(db, [plans(db), recoveries(db)]), scheduler.process(`worker-${i + 1}`));
    }
    this.scene.services.forEach((_, place) => {
      this.startService(place, 100);
    });
  }

  newWitness(): Process {
    this.witness = Object.assign(scheduler.process("witness"), { atOnce: true });
    return this.witness;
  }

  startDataplane(port: number, process = scheduler.process(nameOf(port)), afterMs = 0): void {
    this.dataplanes.set(port, process);
    const source =
      port === RELAY
        ? { upstream: { url: `http://127.0.0.1:${DATAPLANES[0]}`, tokens: [this.environment.relayToken] } }
        : { databaseUrl: this.postgres.url };
    const options = { ...source, home: null, host: "127.0.0.1", port } as Parameters<typeof startDataplane>[0];
    scheduler.after(afterMs, () => void startDataplane(options), process);
  }

  /** A new run of the service at a place; the one before goes on if it lives. */
  startService(place: number, afterMs: number, host = this.services[place]?.process.host ?? `machine-${place + 1}`): Service {
    const terms = this.scene.services[place] as Scene["services"][number];
    const before = this.runs.filter((run) => run.name === `orders-${place + 1}`).length;
    const name = `orders-${place + 1}`;
    const label = before === 0 ? name : `${name} (run ${before + 1})`;
    const service = new Service({
      name,
      label,
      host,
      terms,
      environment: this.environment,
      stores: this.stores,
      history: this.history,
      hears: { story: (words) => this.say(words), found: (verdict) => this.find(verdict) },
      random: this.random.fork(label),
    });
    this.services[place] = service;
    this.runs.push(service);
    scheduler.after(afterMs, () => service.start(), service.process);
    this.#traffic(service);
    return service;
  }

  say(words: string): void {
    this.said.push({ at: scheduler.now, words });
  }

  find(verdict: Verdict | null): void {
    if (verdict && this.waived === null && (this.#only === null || this.#only.includes(verdict.kind)))
      this.verdicts.push(verdict);
  }

  /** Calls of the service's own callers, for as long as it lives. */
  #traffic(service: Service): void {
    const { records, shared, writes, everyMs } = this.scene;
    const random = this.random.fork(`traffic of ${service.process.name}`);
    const next = () => {
      scheduler.after(
        random.between(0.2, 1.8) * everyMs,
        () => {
          if (this.quiet) return;
          const record = random.below(records);
          const subject = shared && random.chance(0.5) ? record + 10 : record;
          service.call(random.chance(writes) ? "write" : "read", `r${record + 1}`, `s${subject + 1}`);
          next();
        },
        service.process,
      );
    };
    next();
  }
}

export function nameOf(port: number): string {
  if (port === WITNESS) return "witness";
  return port === RELAY ? "relay" : `dataplane-${DATAPLANES.indexOf(port as 4001) + 1}`;
}
