import type { Axis } from "@/lib/core/stages/positions.ts";
import { directionOf } from "@/lib/core/stages/state.ts";
import type { ChangeView } from "@/lib/switches/schema/change.ts";
import type { SwitchView } from "@/lib/switches/schema/switch.ts";
import { toStanding } from "./words.ts";

/** Views of switches as tests need them: of the module orders in production, nothing running, nothing held. */

export function switchAt(
  axis: Axis,
  position: string,
  next: string | null = null,
  share = 0,
  more: Partial<SwitchView> = {},
): SwitchView {
  return {
    key: `orders.${axis}`,
    module: "orders",
    axis,
    environment: "production",
    position,
    next,
    share,
    rules: [],
    warnings: [],
    checkRatio: 100_000,
    secondaryWrites: "best-effort",
    paused: false,
    floor: null,
    held: false,
    version: 3,
    revision: 9,
    updatedAt: "2027-02-24T02:54:00Z",
    lastChange: null,
    propagation: { applied: 0, of: 0, waiting: [], services: [] },
    rollbackTo: null,
    moves: [],
    plans: [],
    missed: null,
    ...more,
  };
}

type Standing = Pick<SwitchView, "position" | "next" | "share">;

export function changeTo(axis: Axis, at: string, to: Standing, more: Partial<ChangeView> = {}): ChangeView {
  const from = more.from ?? null;
  return {
    switch: `orders.${axis}`,
    module: "orders",
    axis,
    environment: "production",
    version: 1,
    revision: 1,
    at,
    act: "change",
    direction: from ? directionOf(axis, toStanding(from), toStanding(to)) : "forward",
    to,
    held: false,
    secondaryWrites: "best-effort",
    paused: false,
    checkRatio: 100_000,
    rules: [],
    replaced: from && { rules: [], secondaryWrites: "best-effort", checkRatio: 100_000 },
    actor: { kind: "user", id: "u", name: "Wei" },
    reason: null,
    link: null,
    gates: [],
    override: null,
    plan: null,
    ...more,
    from,
  };
}
