import { planOf } from "../stages/positions.ts";
import { controlSteps } from "./control.ts";
import { instanceSteps } from "./instance.ts";
import { jobSteps } from "./jobs.ts";
import { dropHopeless, lateSteps } from "./late.ts";
import type { Model } from "./model.ts";
import { operationSteps } from "./operations.ts";
import { restoreSteps } from "./restore.ts";
import { acknowledge } from "./runs.ts";
import { nameOf, type Step, stepTo, storeNames, valueNamed } from "./step.ts";
import { clone, NEW, OLD, type World } from "./world.ts";

/** Everything that may happen next in a world. */
export function stepsOf(model: Model, world: World): Step[] {
  return groupsOf(model, world).flat();
}

/** The same, apart by who does it: operations, reads, instances, jobs, the control plane. */
export function groupsOf(model: Model, world: World): Step[][] {
  const groups = [
    [...operationSteps(model, world), ...lateSteps(model, world)],
    model.scene.ordered ? readSteps(model, world) : [],
    instanceSteps(model, world),
    jobSteps(model, world),
    [...controlSteps(model, world), ...restoreSteps(model, world)],
  ];
  for (const steps of groups) for (const { to } of steps) settle(model, to);
  return groups;
}

/**
 * A read changes nothing but what may be read after it. One that takes long can only return newer values than one
 * answered at once, so every read is looked at as if it were answered at once.
 */
function readSteps(model: Model, world: World): Step[] {
  return world.instances.flatMap((one, index) => {
    if (one.life !== "up" || one.fenced) return [];
    return model.at(world, one.applied).acting.flatMap((stage) => {
      const store = planOf(stage).returned === "old" ? OLD : NEW;
      const { write } = world.cells[store];
      const older = world.order.slice(0, world.order.indexOf(write)).reduce((set, one) => set | (1 << one), 1);
      if ((world.overtaken | older) === world.overtaken) return [];
      const next = clone(world);
      next.overtaken |= older;
      return [
        stepTo(next, () => `${nameOf(index)} reads at ${stage}: the ${storeNames[store]} store returns ${valueNamed(write)}.`),
      ];
    });
  });
}

/** What happens by itself, and forgetting what nobody can act on any more. */
function settle(model: Model, world: World): void {
  dropHopeless(model, world);
  let oldest = world.past.length - 1;
  for (const one of world.instances) {
    acknowledge(model, one);
    if (one.applied >= 0 && one.applied < oldest) oldest = one.applied;
    if (one.saved >= 0 && one.saved < oldest) oldest = one.saved;
    if (one.known >= 0 && one.known < oldest) oldest = one.known;
    if (one.copy >= 0 && one.copy < oldest) oldest = one.copy;
    for (const { revision } of one.operations) if (revision < oldest) oldest = revision;
    for (const { revision } of one.late) if (revision >= 0 && revision < oldest) oldest = revision;
  }
  if (oldest > 0) forget(world, oldest);
}

function forget(world: World, revisions: number): void {
  const since = (revision: number) => (revision < 0 ? revision : revision - revisions);
  world.past = world.past.slice(revisions);
  world.dropped += revisions;
  world.instances = world.instances.map((one) => ({
    ...one,
    applied: since(one.applied),
    saved: since(one.saved),
    known: since(one.known),
    copy: since(one.copy),
    operations: one.operations.map((operation) => ({ ...operation, revision: since(operation.revision) })),
    late: one.late.map((call) => ({ ...call, revision: since(call.revision) })),
  }));
}
