import type { Model } from "./model.ts";
import { abandon } from "./outcome.ts";
import { type Instance, NEW, OLD, spend, type World, withStore } from "./world.ts";

/** What becomes of an instance, and of what is known of it, by each thing that happens to it. */

export const owesAny = ({ owes }: Instance) => owes[OLD] || owes[NEW];

export function hear(one: Instance, revision: number): void {
  one.applied = revision;
}

export function save(one: Instance): void {
  one.saved = one.applied;
}

export function silence(world: World, one: Instance): void {
  spend(world, "silences");
  one.contact = false;
}

export function crash(world: World, one: Instance): void {
  spend(world, "crashes");
  abandon(world, one, false);
  one.late = one.late.map((call) => ({ ...call, notes: null }));
  Object.assign(one, { life: "down", contact: false, fenced: false, applied: -1, owes: [false, false] });
}

export function depart(world: World, one: Instance): void {
  spend(world, "departures");
  Object.assign(one, { life: "absent", contact: false, left: true, applied: -1, known: -1 });
}

/** In contact, with the present state, and about to register. */
export function fetch({ past }: World, one: Instance): void {
  Object.assign(one, { life: "joining", contact: true, fenced: false, applied: past.length - 1 });
}

/** Begins to count, at the revision it fetched. Whoever registers twice has ended without draining in between. */
export function register(model: Model, world: World, one: Instance): void {
  if (one.known >= 0 && model.has("report-end")) leaveDoubt(world, one);
  if (!model.has("own-end")) endNamesake(world);
  Object.assign(one, { life: "up", known: one.applied, left: false, cold: false, leaseOver: false, named: model.has("named") });
  if (model.has("persist")) save(one);
}

/** Goes on where it was, unless it does not count any more. After a start without contact it tells how it ended. */
export function hearAgain(model: Model, world: World, one: Instance): void {
  if (one.known < 0 || one.leaseOver) {
    abandon(world, one, true);
    fetch(world, one);
    return;
  }
  if (one.cold && model.has("report-end")) leaveDoubt(world, one);
  Object.assign(one, { contact: true, fenced: false, cold: false });
}

/** Nobody knows in which of the stores it wrote last. */
export function leaveDoubt(world: World, { named }: Instance): void {
  if (!named) return;
  world.doubt = [true, true];
  if (world.job) world.job = { ...world.job, lifts: [false, false] };
}

/** Whoever is silent gives way to the one that took its name. */
function endNamesake(world: World): void {
  for (const [index, silent] of world.instances.entries()) {
    if (silent.life !== "up" || silent.contact || silent.known < 0) continue;
    leaveDoubt(world, silent);
    world.instances = world.instances.map((one, at) => (at === index ? { ...one, known: -1 } : one));
  }
}

/** A restored control plane knows less than its instances: each tells it anew, and takes no lost state from then on. */
export function mayHear({ restored }: World, { said }: Instance): boolean {
  return restored < 0 || !said;
}

export function say(one: Instance): void {
  one.said = true;
  one.known = Math.min(one.applied, ...one.operations.map(({ revision }) => revision));
}

export function tell(one: Instance): void {
  one.named = true;
}

export function deliver(world: World, one: Instance): void {
  for (const store of [OLD, NEW] as const) {
    if (!one.owes[store]) continue;
    world.ledger = withStore(world.ledger, store, true);
    if (world.job) world.job = { ...world.job, closes: withStore(world.job.closes, store, false) };
  }
  one.owes = [false, false];
}

/** An instance in contact acknowledges as soon as it may; waiting longer would only make the control plane more careful. */
export function acknowledge(model: Model, one: Instance): void {
  if (!one.said || one.life !== "up" || !one.contact || one.fenced || (model.has("deliver") && owesAny(one))) return;
  const begun = [...one.operations, ...one.late.filter(({ revision }) => revision >= 0)].map(({ revision }) => revision);
  const drained = model.has("drain") ? Math.min(one.applied, ...begun) : one.applied;
  if (drained <= one.known) return;
  one.known = drained;
  if (model.has("persist")) one.saved = Math.max(one.saved, drained);
}
