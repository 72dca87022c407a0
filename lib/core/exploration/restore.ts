import type { PublishedState } from "../stages/instances.ts";
import { allWrite } from "../stages/module.ts";
import type { Gate } from "../stages/move.ts";
import type { Side } from "../stages/positions.ts";
import { keeping, together } from "../stages/recovery.ts";
import { factsOf, instanceFacts, publish, publishedIn } from "./control.ts";
import { NOW } from "./facts.ts";
import type { Model } from "./model.ts";
import { type Step, stepTo } from "./step.ts";
import { clone, NEW, OLD, spend, type World, withStore } from "./world.ts";

/**
 * The control plane is put back to a copy of how it was at the start, while instances act on what it has forgotten.
 * Nothing moves until each has said what it acts on; then somebody decides which of the two holds.
 */

/** The state of the module that every world begins with. */
const COPIED = 0;

export function restoreSteps(model: Model, world: World): Step[] {
  if (world.restored >= 0) return decisions(model, world);
  return world.left.restores > 0 ? [restore(model, world)] : [];
}

function restore(model: Model, world: World): Step {
  const next = clone(world);
  spend(next, "restores");
  const doubtful = model.has("restored-doubt");
  Object.assign(next, { ledger: [false, false], doubt: [doubtful, doubtful], current: model.currentFirst(), job: null });
  if (model.has("lineage")) {
    next.restored = COPIED;
    next.instances = world.instances.map((one) => ({ ...one, said: false }));
    return stepTo(next, () => "The control plane is restored from a copy of revision 1.");
  }
  next.past = [...world.past, COPIED];
  next.instances = world.instances.map((one) => ({ ...one, known: next.past.length - 1 }));
  return stepTo(next, () => "The control plane is restored from a copy of revision 1, and takes it for what everybody acts on.");
}

function decisions(model: Model, world: World): Step[] {
  const { instances, restored } = world;
  if (instances.some(({ said }) => !said)) return [];
  const said = clone(world);
  said.restored = -1;
  said.past = world.past.slice(0, Math.max(...instances.map(({ applied }) => applied)) + 1);
  leaveOut(model, said);
  const acting = instances.map((one, index) => ({
    instance: instanceFacts(model, one, index),
    states: publishedIn(model, said).slice(one.known, one.applied + 1),
  }));
  const steps: Step[] = [];
  const newest = publishedIn(model, said).at(-1) as PublishedState;
  if (passed(together(newest, acting, NOW))) steps.push(stepTo(said, () => "The lead takes over what the instances act on."));
  const { module, published } = model.setting(restored);
  const target = { revision: said.past.length, ...published };
  if (said.past.length < model.scene.lag && passed(keeping(module, target, acting, factsOf(model, said), NOW))) {
    const revision = world.dropped + said.past.length + 1;
    steps.push(stepTo(publish(model, said, restored), () => `The lead keeps what was restored (revision ${revision}).`));
  }
  return steps;
}

function passed(gates: readonly Gate[]): boolean {
  return gates.every((gate) => gate.passed);
}

/** A store that some state still acted on leaves out is not current, whatever the copy says. */
function leaveOut(model: Model, world: World): void {
  for (const store of [OLD, NEW] as const) {
    const side: Side = store === OLD ? "old" : "new";
    const all = world.past.every((_, revision) => allWrite(model.at(world, revision).published.stages, side));
    if (!all) world.current = withStore(world.current, store, false);
  }
}
