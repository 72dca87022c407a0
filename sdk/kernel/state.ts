import { parseSnapshot, type Snapshot } from "../../lib/core/evaluation/snapshot.ts";
import { parseRuns, type Run } from "./run.ts";

/** Keeps one text over a restart of the process. `save` replaces it whole or not at all. */
export type StateStore = {
  /** The text last saved, or null. Answered without a promise, the client has it before `createClient` returns. */
  load(): string | null | Promise<string | null>;
  /** Resolves once a restart would find it. A rejection is tried again. */
  save(state: string): Promise<void>;
};

/** What `call` and `data` switches do without contact; see `onLeaseLoss`. */
export type OnLeaseLoss = "hold" | "fence";

/** What outlives the process: the state, and under which name and terms changes wait for whoever acts on it. */
export type SavedState = {
  snapshot: Snapshot;
  /** Null when it does not say, as a bare snapshot. */
  service: string | null;
  instance: string | null;
  /** Wall-clock milliseconds. Null while it never registered. */
  lease: { until: number; savedAt: number } | null;
  onLeaseLoss: OnLeaseLoss;
  deregistered: boolean;
  /** Modules the server counts that run as writing; null stands for all. */
  writes: readonly string[] | null;
  /** The run that saved it, and those before it of whose end the server has not heard for certain. */
  runs: readonly Run[];
  /** Why it is not this copy's own, as its store found; null when nothing speaks against it. */
  foreign: string | null;
};

/** Reads a saved state or a bare snapshot. Throws a TypeError that names the faulty field. */
export function parseSaved(input: unknown): SavedState {
  const source = typeof input === "object" && input !== null ? (input as Record<string, unknown>) : {};
  if (!("snapshot" in source)) return unleased(parseSnapshot(input));
  const { service, instance, lease, onLeaseLoss, deregistered, writes, runs, foreign } = source;
  return {
    snapshot: parseSnapshot(source.snapshot),
    service: typeof service === "string" ? service : null,
    instance: typeof instance === "string" ? instance : null,
    lease: parseLease(lease),
    onLeaseLoss: onLeaseLoss === "hold" ? "hold" : "fence",
    deregistered: deregistered === true,
    writes: writes === null ? null : Array.isArray(writes) ? writes.map(String) : [],
    runs: parseRuns(runs),
    foreign: typeof foreign === "string" ? foreign : null,
  };
}

function unleased(snapshot: Snapshot): SavedState {
  const nobody = { service: null, instance: null, lease: null, writes: [], runs: [], foreign: null };
  return { snapshot, ...nobody, onLeaseLoss: "fence", deregistered: false };
}

function parseLease(input: unknown): SavedState["lease"] {
  if (typeof input !== "object" || input === null || !("until" in input && "savedAt" in input)) return null;
  const { until, savedAt } = input;
  return Number.isFinite(until) && Number.isFinite(savedAt) ? { until: Number(until), savedAt: Number(savedAt) } : null;
}

/**
 * For how many milliseconds from `now` a restarted instance may act on its saved state without contact: for as long
 * as changes certainly wait for it. Infinity when they do until it says otherwise; 0 when that is not known.
 */
export function goodForMs(saved: SavedState, wish: OnLeaseLoss, now: number): number {
  if (saved.deregistered || saved.lease === null) return 0;
  if (saved.onLeaseLoss === "hold" && wish === "hold") return Number.POSITIVE_INFINITY;
  // A clock that went back says nothing of how long it was down.
  return now < saved.lease.savedAt ? 0 : Math.max(0, saved.lease.until - now);
}
