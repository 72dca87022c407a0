import { STAGES } from "../stages/positions.ts";
import { FULL_SHARE } from "../stages/state.ts";
import type { Scene } from "./scene.ts";

/** The explorations that are exhaustive: small enough to look at everything, each about one part of a migration. */

const small: Omit<Scene, "name" | "about" | "start" | "targets"> = {
  copied: true,
  shares: [FULL_SHARE],
  moves: { call: false, secondaryWrites: true, pause: false },
  instances: 2,
  absent: 0,
  onLeaseLoss: "hold",
  lag: 3,
  parallel: 1,
  writes: 2,
  failures: 0,
  crashes: 0,
  silences: 0,
  departures: 0,
  ordered: false,
};

const shadow = { data: "shadow", call: "new", secondaryWrites: "best-effort" } as const;

const strict = { data: "shadow", call: "new", secondaryWrites: "required" } as const;

export const SCENES = {
  entry: {
    ...small,
    name: "entry",
    about: "from the old store alone to the new one as authority, and back",
    start: { data: "off", call: "new", secondaryWrites: "best-effort" },
    copied: false,
    targets: ["off", "dualwrite", "shadow", "live"],
  },
  cutover: {
    ...small,
    name: "cutover",
    about: "the authority changes by shares, there and back, while a store fails",
    start: shadow,
    targets: ["shadow", "live"],
    shares: [FULL_SHARE / 2, FULL_SHARE],
    failures: 1,
  },
  repair: {
    ...small,
    name: "repair",
    about: "one instance whose second store fails again while the ledger is repaired",
    start: shadow,
    targets: ["shadow", "live"],
    instances: 1,
    writes: 3,
    failures: 2,
  },
  exit: {
    ...small,
    name: "exit",
    about: "the old store's writes end, and begin again, while instances lag far behind",
    start: strict,
    targets: ["shadow", "live", "rampdown", "complete"],
    moves: { call: false, secondaryWrites: false, pause: false },
    failures: 1,
    lag: 4,
  },
  retreat: {
    ...small,
    name: "retreat",
    about: "all the way back to the old store alone, after a write has failed",
    start: { data: "live", call: "new", secondaryWrites: "required" },
    targets: ["off", "dualwrite", "shadow", "live"],
    moves: { call: false, secondaryWrites: false, pause: false },
    failures: 1,
  },
  call: {
    ...small,
    name: "call",
    about: "call and data move, each while the other does",
    start: { data: "shadow", call: "old", secondaryWrites: "required" },
    copied: false,
    targets: ["shadow", "live"],
    moves: { call: true, secondaryWrites: true, pause: false },
  },
  vacant: {
    ...small,
    name: "vacant",
    about: "call and data move while nobody runs; instances start afterwards",
    start: { data: "live", call: "new", secondaryWrites: "required" },
    targets: ["shadow", "live"],
    moves: { call: true, secondaryWrites: false, pause: false },
    absent: 2,
  },
  crash: {
    ...small,
    name: "crash",
    about: "an instance ends in the middle of a write and comes back, with contact or without",
    start: shadow,
    copied: false,
    targets: ["shadow", "live"],
    failures: 1,
    crashes: 1,
  },
  silence: {
    ...small,
    name: "silence",
    about: "an instance that holds loses contact, and works on",
    start: strict,
    targets: ["shadow", "live"],
    failures: 1,
    silences: 1,
  },
  fence: {
    ...small,
    name: "fence",
    about: "an instance that fences loses contact, stops, and comes back",
    start: shadow,
    targets: ["shadow", "live"],
    onLeaseLoss: "fence",
    writes: 1,
    failures: 1,
    silences: 1,
  },
  restart: {
    ...small,
    name: "restart",
    about: "an instance that fences ends in the middle of a write and starts without contact",
    start: strict,
    targets: ["shadow", "live"],
    onLeaseLoss: "fence",
    crashes: 1,
  },
  joining: {
    ...small,
    name: "joining",
    about: "instances come and leave, and start without contact",
    start: strict,
    targets: ["shadow", "live"],
    absent: 1,
    failures: 1,
    departures: 1,
  },
  pause: {
    ...small,
    name: "pause",
    about: "the authority changes while writes are paused; reads never go back in time",
    start: strict,
    targets: ["shadow", "live"],
    moves: { call: false, secondaryWrites: false, pause: true },
    failures: 1,
    crashes: 1,
    ordered: true,
  },
} satisfies Record<string, Scene>;

export type SceneName = keyof typeof SCENES;

const large: Scene = {
  ...small,
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
  { ...large, name: "large, from the middle", start: shadow, copied: true, moves: { ...large.moves, call: false } },
  { ...large, name: "large, fencing", onLeaseLoss: "fence" },
  { ...large, name: "large, back", start: { data: "complete", call: "new", secondaryWrites: "required" }, copied: true },
  {
    ...large,
    name: "large, pausing",
    start: strict,
    copied: true,
    targets: ["shadow", "live"],
    shares: [FULL_SHARE],
    moves: { call: false, secondaryWrites: false, pause: true },
    ordered: true,
  },
];
