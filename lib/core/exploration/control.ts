import { courseOf } from "../stages/course.ts";
import type { Facts } from "../stages/facts.ts";
import type { InstanceFacts, PublishedState } from "../stages/instances.ts";
import { allWrite, type ModuleState, type SwitchState } from "../stages/module.ts";
import { type Command, moveOf } from "../stages/move.ts";
import type { Position, Side } from "../stages/positions.ts";
import { isCovered } from "../stages/rules/currency.ts";
import { settledAt } from "../stages/state.ts";
import { transition } from "../stages/transition.ts";
import { commandsOf, wordsOf } from "./commands.ts";
import { EARLIER, factsIn, LATER, NOW, SIDES } from "./facts.ts";
import type { Model } from "./model.ts";
import { nameOf, type Step, stepTo } from "./step.ts";
import { clone, type Instance, NEW, OLD, type Store, type World, withStore } from "./world.ts";

/** The control plane: asks the rules of production, with facts made of what it would know of this world. */

export function controlSteps(model: Model, world: World): Step[] {
  if (world.restored >= 0 || world.past.length >= model.scene.lag) return [];
  return admissible(model, world).map(({ to, words }) =>
    stepTo(publish(model, world, to), () => `${words} (revision ${world.dropped + world.past.length + 1}).`),
  );
}

/** The changes that no rule stands against. Worlds the control plane cannot tell apart share the answer. */
function admissible(model: Model, world: World) {
  const key = JSON.stringify([
    world.past,
    world.instances.map(({ known, contact, leaseOver }) => [known, contact, leaseOver]),
    world.ledger,
    world.doubt,
    world.current,
  ]);
  const known = model.moves.get(key);
  if (known) return known;
  const { module } = model.at(world, world.past.length - 1);
  const facts = factsOf(model, world);
  const moves = new Map<number, string>();
  for (const command of commandsOf(model, module)) {
    const answer = transition(module, command, facts, NOW, model.rules);
    const next = answer.ok ? answer.next : model.has("adjacent") ? null : leap(model, module, command, facts);
    if (!next) continue;
    const setting = model.settingOf({ ...module, [command.switch]: next });
    if (!moves.has(setting.id)) moves.set(setting.id, wordsOf(command.switch, module, next));
  }
  const found = [...moves].map(([to, words]) => ({ to, words }));
  model.moves.set(key, found);
  return found;
}

/** A move to a position that is not next to the present one, if no other rule stands against it. */
function leap(model: Model, module: ModuleState, command: Command, facts: Facts): SwitchState | null {
  const from = module[command.switch];
  if (!from || from.position === command.target) return null;
  const to = { ...from, ...settledAt(command.target as Position) };
  const move = moveOf(command, module, to, courseOf(from, to).direction, facts, NOW);
  return model.rules.every((rule) => rule(move)?.passed !== false) ? to : null;
}

export function factsOf(model: Model, world: World): Facts {
  const { ledger, doubt, current } = world;
  const instances = world.instances.flatMap((one, index) => (one.known < 0 ? [] : [instanceFacts(model, one, index)]));
  return factsIn({ published: publishedIn(model, world), instances, ledger, doubt, current });
}

export function publishedIn(model: Model, { past }: World): PublishedState[] {
  return past.map((id, revision) => ({ revision, ...model.setting(id).published }));
}

export function instanceFacts(model: Model, { known, contact, leaseOver }: Instance, index: number): InstanceFacts {
  const forgets = !model.has("count-silent");
  const leaseUntil = leaseOver || (forgets && !contact) ? EARLIER : LATER;
  const onLeaseLoss = forgets ? "fence" : model.scene.onLeaseLoss;
  return { service: "orders", instance: nameOf(index), revision: known, acknowledgedAt: EARLIER, leaseUntil, onLeaseLoss };
}

/** Whether a reconciliation beginning now could make the store current. */
export function coversBy(model: Model, world: World, store: Store): boolean {
  return !model.has("coverage") || isCovered(SIDES[store] as Side, factsOf(model, world), NOW);
}

export function publish(model: Model, world: World, setting: number): World {
  const next = clone(world);
  next.past = [...world.past, setting];
  const { stages } = model.setting(setting).published;
  for (const store of [OLD, NEW] as const) {
    if (allWrite(stages, SIDES[store] as Side)) continue;
    next.current = withStore(next.current, store, false);
    if (next.job?.target === store && model.has("coverage")) next.job = { ...next.job, covers: false };
  }
  return next;
}
