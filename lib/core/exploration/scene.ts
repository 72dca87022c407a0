import type { Side, Stage } from "../stages/positions.ts";
import type { SecondaryWrites } from "../stages/secondary-writes.ts";
import { FULL_SHARE } from "../stages/state.ts";

/** The size of an exploration: where it begins, what may be moved, and how much may happen. */
export type Scene = {
  name: string;
  /** What it is about, in a sentence. */
  about: string;
  start: { data: Stage; call: Side; secondaryWrites: SecondaryWrites };
  /** Whether the new store holds everything at the start. */
  copied: boolean;
  /** Positions of data that may be asked for, and shares in thousandths of a percent. */
  targets: readonly Stage[];
  shares: readonly number[];
  /** Whether call is moved, secondary writes are altered, and writes paused. */
  moves: { call: boolean; secondaryWrites: boolean; pause: boolean };
  /** Whether a rule that keeps subjects back is put in and taken out. */
  pins: boolean;
  instances: number;
  /** How many of them are not there at the start. */
  absent: number;
  onLeaseLoss: "hold" | "fence";
  /** Most published states that some instance has not acknowledged yet, the present one among them. */
  lag: number;
  /** Operations an instance has under way at once. */
  parallel: number;
  /** How often each of these happens at most. */
  writes: number;
  failures: number;
  crashes: number;
  silences: number;
  departures: number;
  /** Store calls that go on when their operation has ended, and whether longer than the longest time stated for them. */
  late: number;
  overtime: boolean;
  /** The control plane is restored from a copy taken at the start. */
  restores: number;
  /** Whether reads must also never go back in time. */
  ordered: boolean;
};

/** How often something happens that only a scene's numbers bound. */
export const BUDGETS = ["writes", "failures", "crashes", "silences", "departures", "late", "restores"] as const;
export type Budget = (typeof BUDGETS)[number];

/** What most scenes have in common. */
export const SMALL: Omit<Scene, "name" | "about" | "start" | "targets"> = {
  copied: true,
  shares: [FULL_SHARE],
  moves: { call: false, secondaryWrites: true, pause: false },
  pins: false,
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
  late: 0,
  overtime: false,
  restores: 0,
  ordered: false,
};

export const LAX = { data: "shadow", call: "new", secondaryWrites: "best-effort" } as const;

export const STRICT = { data: "shadow", call: "new", secondaryWrites: "required" } as const;
