import type { Facts } from "../stages/facts.ts";
import type { InstanceFacts } from "../stages/instances.ts";
import { moveOf } from "../stages/move.ts";
import { propose } from "../stages/propose.ts";
import { commandsOf } from "./commands.ts";
import { factsOf, publishedIn } from "./control.ts";
import { compare } from "./differences.ts";
import { EARLIER, factsIn, LATER, NOW } from "./facts.ts";
import type { Ignorance } from "./ignorance.ts";
import type { Model } from "./model.ts";
import { nameOf } from "./step.ts";
import { type Instance, NEW, OLD, type Pair, type World } from "./world.ts";

/**
 * A move that the control plane of a world judges otherwise than somebody would who sees the whole of it, unexcused.
 * Worlds that neither can tell apart share the answer.
 */
export function misjudgedIn(model: Model, world: World): string | null {
  if (world.restored >= 0) return null;
  const { past, instances, ledger, doubt, current } = world;
  const runs = instances.map((one) => [one.known, one.contact, one.leaseOver, one.life, actsOn(one)]);
  const key = JSON.stringify([past, runs, ledger, doubt, current, isStale(world, OLD), isStale(world, NEW)]);
  const known = model.misjudged.get(key);
  if (known !== undefined) return known;
  const found = findIn(model, world);
  model.misjudged.set(key, found);
  return found;
}

function findIn(model: Model, world: World): string | null {
  const { module } = model.at(world, world.past.length - 1);
  const [facts, right] = [factsOf(model, world), rightFactsOf(model, world)];
  for (const command of commandsOf(model, module)) {
    const from = module[command.switch];
    const proposed = from && propose(from, command);
    if (!proposed?.ok) continue;
    const move = moveOf(command, module, proposed.next, proposed.course.direction, facts, NOW);
    const { difference } = compare(move, right, (rule, instance) => excuseOf(model, world, rule, instance), model.rules);
    if (difference) return `${command.switch} to ${command.target} is ${difference.kind}: ${difference.words}`;
  }
  return null;
}

/** What instances really act on, and whether what is read from a store would miss something acknowledged. */
function rightFactsOf(model: Model, world: World): Facts {
  const lacks: Pair = [isStale(world, OLD), isStale(world, NEW)];
  return factsIn({
    published: publishedIn(model, world),
    instances: world.instances.flatMap((one, index): InstanceFacts[] => {
      const revision = actsOn(one);
      const terms = { acknowledgedAt: EARLIER, leaseUntil: LATER, onLeaseLoss: "hold" } as const;
      return revision === null ? [] : [{ service: "orders", instance: nameOf(index), revision, ...terms }];
    }),
    ledger: lacks,
    doubt: lacks,
    current: [!lacks[OLD], !lacks[NEW]],
  });
}

function isStale({ cells, stale }: World, store: typeof OLD | typeof NEW): boolean {
  return (stale & (1 << cells[store].write)) !== 0;
}

/** The earliest revision that something of it acts on; null when nothing does. */
function actsOn({ life, fenced, applied, operations, late }: Instance): number | null {
  const begun = [...operations, ...late.filter(({ revision }) => revision >= 0)].map(({ revision }) => revision);
  const acts = life === "up" && !fenced ? [applied, ...begun] : begun;
  return acts.length > 0 ? Math.min(...acts) : null;
}

function excuseOf(model: Model, world: World, rule: string, instance: InstanceFacts | null): Ignorance | null {
  const one = world.instances.find((_, index) => nameOf(index) === instance?.instance);
  if (one) return unheardOf(model, one);
  if (rule === "currency" || rule === "evidence") return "uncompared";
  if (rule === "ledger") return "unrepaired";
  return rule === "doubt" ? "doubted" : null;
}

function unheardOf({ scene }: Model, one: Instance): Ignorance | null {
  const revision = actsOn(one);
  if (revision !== null) return revision > one.known ? "unheard" : null;
  if (one.life === "up" || one.life === "joining") return "idle";
  return scene.onLeaseLoss === "hold" ? "ended" : "lease";
}
