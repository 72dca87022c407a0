import type { Measured } from "@/components/charts/comparison.tsx";
import type { Kind, Measurements } from "@/lib/measurements/schema.ts";

const ORDER: readonly Kind[] = ["http", "read", "write"];

/** Kinds that have any points, requests first. */
export function kindsOf({ series }: Measurements): Kind[] {
  return ORDER.filter((kind) => series.some((each) => each.kind === kind && each.points.length > 0));
}

/** Both paths of one kind, as a chart takes them. */
export function measuredOf({ series, from, to, step }: Measurements, kind: Kind): Measured {
  const points = (path: "old" | "new") => series.find((each) => each.kind === kind && each.path === path)?.points ?? [];
  return { series: { old: points("old"), new: points("new") }, frame: { from, to, step } };
}
