import type { Snapshot } from "../../../sdk/index.ts";
import { MODULES } from "../domain/order.ts";
import type { Side } from "../domain/request.ts";

type SwitchState = Snapshot["switches"][string];
export type Stage = Exclude<SwitchState["position"], Side>;
export type Positions = { route: Side; call: Side; data: Stage };

/** A state with every module's switches at one place. */
export function snapshotAt(positions: Positions, policy: Partial<SwitchState> = {}): Snapshot {
  const switches: Snapshot["switches"] = {};
  for (const module of MODULES) {
    for (const axis of ["route", "call", "data"] as const) {
      const key = `${module}.${axis}`;
      const settled = { position: positions[axis], next: null, share: 0, rules: [], checkRatio: 100_000, salt: null };
      const lax = { secondaryWrites: "best-effort", paused: false, floor: null } as const;
      switches[key] = { key, module, axis, ...settled, ...lax, ...policy, version: 1, revision: 1 };
    }
  }
  return { format: 1, project: "orders", environment: "test", revision: 1, salt: "salt", switches };
}
