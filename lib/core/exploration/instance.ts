import type { Model } from "./model.ts";
import { abandon } from "./outcome.ts";
import {
  crash,
  deliver,
  depart,
  fetch,
  hear,
  hearAgain,
  leaveDoubt,
  mayHear,
  owesAny,
  register,
  save,
  say,
  silence,
  tell,
} from "./runs.ts";
import { nameOf, type Step, stepTo } from "./step.ts";
import { clone, type Instance, type World } from "./world.ts";

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
