import { counts } from "../../core/stages/instances.ts";
import type { CountedInstance } from "../../instances/reads/counted.ts";
import type { SwitchView } from "../schema/switch.ts";

/** Above this many instances a summary per service goes with the total. */
const MANY = 500;
const MOST_WAITING = 5;

/** How far a revision has come: the instances changes wait for, and how many of them acknowledged it. */
export function propagationOf(revision: number, instances: readonly CountedInstance[], now: Date): SwitchView["propagation"] {
  const counted = instances.filter((instance) => counts(instance, now));
  const waiting = counted.filter((instance) => instance.revision < revision);
  return {
    applied: counted.length - waiting.length,
    of: counted.length,
    waiting: waiting
      .slice(0, MOST_WAITING)
      .map(({ service, instance, incarnation, acknowledgedAt, onLeaseLoss, silent, ...rest }) => ({
        service,
        instance,
        incarnation,
        revision: rest.revision,
        acknowledgedAt: acknowledgedAt.toISOString(),
        onLeaseLoss,
        silent,
      })),
    services: counted.length > MANY ? servicesOf(counted, revision) : [],
  };
}

function servicesOf(counted: readonly CountedInstance[], revision: number): SwitchView["propagation"]["services"] {
  const services = new Map<string, { service: string; applied: number; of: number }>();
  for (const { service, revision: acknowledged } of counted) {
    const sum = services.get(service) ?? { service, applied: 0, of: 0 };
    sum.of += 1;
    if (acknowledged >= revision) sum.applied += 1;
    services.set(service, sum);
  }
  return [...services.values()];
}
