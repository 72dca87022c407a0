import type { InstanceView } from "@/lib/instances/schema.ts";

/** Those that lag first, then those that follow, at the end those whose lease ran out; by name within. */
export function lastFirst(instances: readonly InstanceView[], revision: number): InstanceView[] {
  const rank = ({ alive, revision: known }: InstanceView) => (!alive ? 2 : known < revision ? 0 : 1);
  return instances.toSorted(
    (a, b) =>
      rank(a) - rank(b) || a.service.localeCompare(b.service) || a.instance.localeCompare(b.instance, "en", { numeric: true }),
  );
}

/** How many of those alive follow the revision. */
export function following(instances: readonly InstanceView[], revision: number): { applied: number; of: number } {
  const alive = instances.filter((instance) => instance.alive);
  return { applied: alive.filter((instance) => instance.revision >= revision).length, of: alive.length };
}
