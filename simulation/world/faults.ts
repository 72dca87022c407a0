import { isUnreachable } from "../../lib/platform/db.ts";
import { revokeToken } from "../../lib/tokens/commands/edit.ts";
import { disks } from "../machine/disk.ts";
import { scheduler } from "../machine/machine.ts";
import { network } from "../machine/network.ts";
import type { Process } from "../machine/scheduler.ts";
import { ACTS, type Entry, type EVENTS } from "../plan.ts";
import { DATAPLANES } from "./environment.ts";
import { runJob } from "./job.ts";
import { People } from "./people.ts";
import type { Service } from "./service.ts";
import type { Mood, Side } from "./stores.ts";
import { nameOf, WITNESS, type World } from "./world.ts";

type Event = (typeof EVENTS)[number];
type Happening = { world: World; entry: Entry; place: number; service: Service; side: Side };

/** Has every entry of the scene happen at its time. */
export function follow(world: World): void {
  const people = new People(world);
  for (const entry of world.scene.entries) {
    const isAct = (kind: string): kind is (typeof ACTS)[number] => (ACTS as readonly string[]).includes(kind);
    const { kind } = entry;
    later(entry.at, () => (isAct(kind) ? people.act(kind, entry) : happen(world, kind, entry)));
  }
}

function happen(world: World, kind: Event, entry: Entry): void {
  const place = Math.floor(entry.pick * world.services.length);
  const side: Side = (entry.pick * 97) % 1 < 0.5 ? "old" : "new";
  HAPPENINGS[kind]({ world, entry, place, side, service: world.services[place] as Service });
}

const HAPPENINGS: Record<Event, (happening: Happening) => void> = {
  job: ({ world, entry }) => runJob(world, entry.pick < 0.3 ? "old" : "new"),
  kill({ world, service: { process } }) {
    if (!process.alive) return;
    scheduler.kill(process);
    world.say(`${process.name} is killed.`);
  },
  close({ world, service }) {
    if (!service.process.alive) return;
    service.close();
    later(8000, () => scheduler.kill(service.process));
    world.say(`${service.process.name} is asked to end.`);
  },
  outage({ world, entry: { ms }, place, service }) {
    const { process } = service;
    if (!process.alive) return;
    // Troubles come together: no contact, a store away, and an end that nobody was told of.
    cut(world, process, true, ms);
    upset(world, "new", "fails", ms);
    later(ms, () => {
      if (process.alive && world.services[place] === service) succeed(world, place, 200, "");
    });
  },
  restart: ({ world, entry, place }) => succeed(world, place, 200 + entry.ms / 4, ""),
  "restart from old state"({ world, entry, place }) {
    const isThere = disks.putBack(hostAt(world, place));
    succeed(world, place, 200 + entry.ms / 4, isThere ? " from an older copy of its state file" : "");
  },
  "restart from torn state"({ world, entry, place }) {
    disks.tear(hostAt(world, place));
    succeed(world, place, 200 + entry.ms / 4, " from a torn state file");
  },
  twin({ world, place, side, service: { process } }) {
    if (!process.alive) return;
    // On the same machine they share one file; another has a copy.
    const host = side === "old" ? process.host : `${process.host}b`;
    if (host !== process.host) disks.copy(process.host, host);
    world.startService(place, 10, host);
    world.say(`Another process starts under the name of ${process.name}, which lives on.`);
  },
  stop({ world, entry: { ms }, service: { process } }) {
    if (!process.alive || process.stopped) return;
    scheduler.stop(process);
    world.say(`${process.name} stops for ${inSeconds(ms * 3)}.`);
    later(ms * 3, () => {
      if (!process.alive) return;
      scheduler.resume(process);
      world.say(`${process.name} goes on.`);
    });
  },
  cut: ({ world, entry, service }) => cut(world, service.process, true, entry.ms * 3),
  "cut one way": ({ world, entry, service }) => cut(world, service.process, false, entry.ms * 3),
  "store fails": ({ world, entry, side }) => upset(world, side, "fails", entry.ms),
  "store fails after": ({ world, entry, side }) => upset(world, side, "fails after", entry.ms),
  "store is slow": ({ world, entry, side }) => upset(world, side, "slow", entry.ms),
  "back up"({ world }) {
    world.backup = { runs: world.runs.length };
    scheduler.after(0, () => void world.environment.copy("backup"), world.console);
    world.say("The control plane is backed up.");
  },
  "restore backup"({ world, entry }) {
    if (world.backup) restore(world, entry.pick < 0.7);
  },
  "kill dataplane"({ world, entry: { pick, ms } }) {
    const port = dataplaneBy(world, pick);
    const process = world.dataplanes.get(port);
    if (process) scheduler.kill(process);
    world.startDataplane(port, scheduler.process(nameOf(port)), ms / 2);
    world.say(`${nameOf(port)} is killed and starts again.`);
  },
  "cut dataplane"({ world, entry: { pick, ms } }) {
    const port = dataplaneBy(world, pick);
    const process = world.dataplanes.get(port);
    if (!process) return;
    process.cut = true;
    later(ms, () => {
      process.cut = false;
    });
    world.say(`${nameOf(port)} loses Postgres for ${inSeconds(ms)}.`);
  },
  "revoke token": ({ world }) => {
    scheduler.after(0, () => void revoke(world), world.console);
  },
};

function hostAt(world: World, place: number): string {
  return (world.services[place] as Service).process.host;
}

function later(ms: number, run: () => void): void {
  scheduler.after(ms, run, null);
}

function inSeconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

function dataplaneBy(world: World, pick: number): number {
  return DATAPLANES[Math.floor(pick * world.scene.dataplanes)] as number;
}

/** The run at a place ends, if it has not, and another takes its place on the same machine. */
function succeed(world: World, place: number, afterMs: number, how: string): void {
  const { process } = world.services[place] as Service;
  if (process.alive) scheduler.kill(process);
  world.say(`${process.name} ends in the middle of what it does; its successor starts${how}.`);
  world.startService(place, afterMs);
}

const MOODS = { fails: "fails", "fails after": "takes what it says it could not take", slow: "is slow" } as const;

function upset(world: World, side: Side, mood: Exclude<Mood, "well">, ms: number): void {
  world.stores[side].mood = mood;
  later(ms, () => {
    world.stores[side].mood = "well";
  });
  world.say(`The ${side} store ${MOODS[mood]} for ${inSeconds(ms)}.`);
}

async function revoke(world: World): Promise<void> {
  const { environment } = world;
  try {
    await revokeToken(environment.as("admin"), { token: environment.tokenIds.service as string, confirm: "services" });
    world.say("The services' token is revoked.");
  } catch (error) {
    if (!isUnreachable(error)) throw error;
  }
}

/** The machine and the dataplanes do not hear of each other, or not one way. */
function cut(world: World, { name, host }: Process, both: boolean, ms: number): void {
  const links = [...world.dataplanes.values()].flatMap((one) => [
    `${host}>${one.host}`,
    ...(both ? [`${one.host}>${host}`] : []),
  ]);
  for (const link of links) network.cuts.add(link);
  later(ms, () => {
    for (const link of links) network.cuts.delete(link);
    world.say(`The machine of ${name} can be reached again.`);
  });
  world.say(`The machine of ${name} loses contact${both ? "" : " one way"} for ${inSeconds(ms)}.`);
}

/** Everything that asked the database ends, it is as it was, and all begin again. */
function restore(world: World, isSaid: boolean): void {
  world.say(`The control plane is restored from its back-up${isSaid ? "" : ", and nobody says so"}.`);
  // Who came after the copy was made counts again only when it has had contact.
  if (world.runs.slice(world.backup?.runs).some((run) => run.process.alive)) world.waived = "a restore that forgot a run";
  for (const [port, process] of world.dataplanes) {
    scheduler.kill(process);
    world.startDataplane(port, port === WITNESS ? world.newWitness() : scheduler.process(nameOf(port)), 300);
  }
  const putsBack = () => {
    world.restored = true;
    void putBack(world, isSaid);
  };
  // It is done, and said, before anybody can reach it.
  scheduler.after(1, putsBack, Object.assign(scheduler.process("owner"), { atOnce: true }));
}

async function putBack(world: World, isSaid: boolean): Promise<void> {
  const { environment } = world;
  await world.postgres.terminate();
  await environment.restore("backup");
  if (isSaid) {
    await environment.sayRestored();
    await environment.hasten();
  } else world.unnoticed = await environment.past();
}
