import { STAGES } from "../stages/positions.ts";
import { FULL_SHARE } from "../stages/state.ts";
import { LAX, type Scene, SMALL, STRICT } from "./scene.ts";

const large: Scene = {
  ...SMALL,
  name: "large, holding",
  about: "three instances and everything that may happen, at random",
  start: { data: "off", call: "old", secondaryWrites: "best-effort" },
  copied: false,
  targets: STAGES,
  shares: [1, FULL_SHARE / 2, FULL_SHARE],
  moves: { call: true, secondaryWrites: true, pause: false },
  instances: 3,
  absent: 1,
  lag: 6,
  parallel: 2,
  writes: 29,
  failures: 20,
  crashes: 4,
  silences: 4,
  departures: 3,
};

/** The explorations that are too large to look at everything. */
export const LARGE: readonly Scene[] = [
  large,
  { ...large, name: "large, from the middle", start: LAX, copied: true, moves: { ...large.moves, call: false } },
  { ...large, name: "large, fencing", onLeaseLoss: "fence" },
  { ...large, name: "large, late", late: 6, overtime: true },
  { ...large, name: "large, back", start: { data: "complete", call: "new", secondaryWrites: "required" }, copied: true },
  {
    ...large,
    name: "large, pausing",
    start: STRICT,
    copied: true,
    targets: ["shadow", "live"],
    shares: [FULL_SHARE],
    moves: { call: false, secondaryWrites: false, pause: true },
    ordered: true,
  },
];
