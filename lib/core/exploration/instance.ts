import type { Model } from "./model.ts";
import { abandon } from "./outcome.ts";
import { nameOf, type Step, stepTo } from "./step.ts";
import { clone, type Instance, NEW, OLD, spend, type World, withStore } from "./world.ts";

/** What happens to an instance besides its operations: starting and ending, hearing of changes, losing contact. */

type Add = (words: string, does: (next: World, it: Instance) => void) => void;

export function instanceSteps(model: Model, world: World): Step[] {
  const steps: Step[] = [];
  for (const [index, one] of world.instances.entries()) {
    const add: Add = (words, does) => {
      const next = clone(world, index);
      does(next, next.instances[index] as Instance);
      steps.push(stepTo(next, () => `${nameOf(index)} ${words}.`));
    };
    if (one.life === "up") running(model, world, one, add);
    else if (one.life === "joining") joining(model, world, one, add);
    else away(model, world, one, add);
    if (model.scene.onLeaseLoss === "fence") lease(model, one, add);
  }
  return steps;
}

function running(model: Model, world: World, one: Instance, add: Add): void {
  const { left } = world;
  if (one.contact && !one.fenced) {
    if (!one.said && !(model.has("deliver") && owesAny(one)))
      add(`says that it acts on revision ${world.dropped + one.applied + 1}`, (_, it) => say(it));
    for (let revision = one.applied + 1; mayHear(world, one) && revision < world.past.length; revision += 1) {
      add(`hears of revision ${world.dropped + revision + 1} and acts on it`, (_, it) => hear(it, revision));
    }
    if (left.departures > 0 && one.operations.length === 0 && !owesAny(one)) add("drains, deregisters and ends", depart);
  }
  if (one.contact && owesAny(one)) add("delivers its failed write to the ledger", deliver);
  if (!model.has("persist") && one.saved !== one.applied) add("saves its state", (_, it) => save(it));
  if (left.crashes > 0) add("ends without draining", crash);
  if (one.contact && left.silences > 0) add("loses contact", silence);
  if (one.contact && !one.named) add("tells that it writes the module", (_, it) => tell(it));
  if (!one.contact) add("is in contact again", (next, it) => hearAgain(model, next, it));
}

function joining(model: Model, world: World, one: Instance, add: Add): void {
  const present = world.past.length - 1;
  if (world.restored >= 0) return;
  if (owesAny(one)) add("delivers its failed write to the ledger", deliver);
  else if (one.applied === present || !model.has("register")) {
    const untold = one.known >= 0 && !one.named ? "; it had not said that it writes the module" : "";
    add(`registers at revision ${world.dropped + one.applied + 1}${untold}`, (next, it) => register(model, next, it));
  } else add(`may not register at an old revision and fetches ${world.dropped + present + 1}`, fetch);
}

function away(model: Model, world: World, one: Instance, add: Add): void {
  add(`starts and fetches revision ${world.dropped + world.past.length}`, fetch);
  const cold = (revision: number, words: string) =>
    add(`starts without contact, from revision ${world.dropped + revision + 1} ${words}`, (_, it) => {
      Object.assign(it, { life: "up", contact: false, fenced: false, cold: true, applied: revision });
    });
  if (one.saved < 0 || !mayStartCold(model, one)) return;
  cold(one.saved, "that it had saved");
  if (one.copy >= 0 && one.copy < one.saved) cold(one.copy, "in an older copy of what it had saved");
}

/** What is particular to instances that fence; the control plane's clock never runs ahead of theirs. */
function lease(model: Model, one: Instance, add: Add): void {
  const stopped = one.life !== "up" || one.fenced;
  if (one.life === "up" && !one.contact && !one.fenced) {
    add("fences, since its lease is about to run out", (next, it) => {
      abandon(next, it, true);
      it.fenced = true;
    });
  }
  if (one.known >= 0 && !one.contact && !one.leaseOver && (stopped || !model.has("fence-in-time"))) {
    add("no longer counts: its lease has run out", (next, it) => {
      it.leaseOver = true;
      if (model.has("doubt-lease")) leaveDoubt(next, it);
    });
  }
}

function mayStartCold(model: Model, one: Instance): boolean {
  if (!model.has("cold-start")) return true;
  return model.scene.onLeaseLoss === "hold" ? !one.left : one.known >= 0 && !one.leaseOver;
}

const owesAny = ({ owes }: Instance) => owes[OLD] || owes[NEW];

function hear(one: Instance, revision: number): void {
  one.applied = revision;
}

function save(one: Instance): void {
  one.saved = one.applied;
}

function silence(world: World, one: Instance): void {
  spend(world, "silences");
  one.contact = false;
}

function crash(world: World, one: Instance): void {
  spend(world, "crashes");
  abandon(world, one, false);
  one.late = one.late.map((call) => ({ ...call, notes: null }));
  Object.assign(one, { life: "down", contact: false, fenced: false, applied: -1, owes: [false, false] });
}

function depart(world: World, one: Instance): void {
  spend(world, "departures");
  Object.assign(one, { life: "absent", contact: false, left: true, applied: -1, known: -1 });
}

/** In contact, with the present state, and about to register. */
function fetch({ past }: World, one: Instance): void {
  Object.assign(one, { life: "joining", contact: true, fenced: false, applied: past.length - 1 });
}

/** Begins to count, at the revision it fetched. Whoever registers twice has ended without draining in between. */
function register(model: Model, world: World, one: Instance): void {
  if (one.known >= 0 && model.has("report-end")) leaveDoubt(world, one);
  if (!model.has("own-end")) endNamesake(world);
  Object.assign(one, { life: "up", known: one.applied, left: false, cold: false, leaseOver: false, named: model.has("named") });
  if (model.has("persist")) save(one);
}

/** Goes on where it was, unless it does not count any more. After a start without contact it tells how it ended. */
function hearAgain(model: Model, world: World, one: Instance): void {
  if (one.known < 0 || one.leaseOver) {
    abandon(world, one, true);
    fetch(world, one);
    return;
  }
  if (one.cold && model.has("report-end")) leaveDoubt(world, one);
  Object.assign(one, { contact: true, fenced: false, cold: false });
}

/** Nobody knows in which of the stores it wrote last. */
function leaveDoubt(world: World, { named }: Instance): void {
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
function mayHear({ restored }: World, { said }: Instance): boolean {
  return restored < 0 || !said;
}

function say(one: Instance): void {
  one.said = true;
  one.known = Math.min(one.applied, ...one.operations.map(({ revision }) => revision));
}

function tell(one: Instance): void {
  one.named = true;
}

function deliver(world: World, one: Instance): void {
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
