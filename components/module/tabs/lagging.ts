import { shortRun } from "@/lib/core/text/run-name.ts";
import type { InstanceView } from "@/lib/instances/schema.ts";

/** Those that hold changes up or lag first, then those that follow, at the end those that left; by name within. */
export function lastFirst(instances: readonly InstanceView[], revision: number): InstanceView[] {
  const rank = ({ departed, silent, holdsUp, revision: known }: InstanceView) => {
    if (departed) return 4;
    if (silent) return holdsUp ? 0 : 3;
    return known < revision ? 1 : 2;
  };
  return instances.toSorted(
    (a, b) =>
      rank(a) - rank(b) || a.service.localeCompare(b.service) || a.instance.localeCompare(b.instance, "en", { numeric: true }),
  );
}

/** What tells a run from others of its name; nothing while it has the name for itself. */
export function runOf({ service, instance, incarnation }: InstanceView, all: readonly InstanceView[]): string | null {
  const runs = all.filter((one) => one.service === service && one.instance === instance).map((one) => one.incarnation);
  return runs.length === 1 ? null : shortRun(incarnation, runs);
}
