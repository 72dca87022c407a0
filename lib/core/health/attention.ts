import { isUrgent, type ModuleHealth } from "./module-health.ts";

/** Whom a module concerns at night. Moments are epoch seconds. */

type Copy = {
  health: ModuleHealth;
  /** Somebody is on the new path. */
  newInUse: boolean;
  /** Its environment is protected: what happens there is said, whatever is known of it. */
  guarded: boolean;
  /** When the newest of its figures came; null when none ever did. */
  newest: number | null;
};

/** Nobody uses an environment in which a module was not measured for a day. */
const UNUSED_AFTER_SECONDS = 86_400;

/** Whether the state of a module in one environment is news: not while nobody could be hurt by not knowing it. */
export function concerns({ health, newInUse, guarded, newest }: Copy, now: number): boolean {
  const isUsed = newest !== null && now - newest <= UNUSED_AFTER_SECONDS;
  if (newInUse) return guarded || isUsed;
  return isUsed && health.state !== "unknown";
}

/** The one meant of several, where somebody names a module only: the only one that does badly, or else has moved. */
export function meant<C extends { health: ModuleHealth; newInUse: boolean }>(copies: readonly C[]): C | null {
  for (const mayBe of [isBad, isUrgentCopy, hasMoved]) {
    const found = copies.filter(mayBe);
    if (found.length > 0) return found.length === 1 ? (found[0] as C) : null;
  }
  return null;
}

const isBad = ({ health }: { health: ModuleHealth }) => health.state === "bad";
const isUrgentCopy = ({ health }: { health: ModuleHealth }) => isUrgent(health.state);
const hasMoved = ({ newInUse }: { newInUse: boolean }) => newInUse;

const WINDOW_SECONDS = 10;

/** Over how many of the last `most` seconds a module is judged: what came before a way back says nothing of what is now. */
export function judgedSeconds(takenBackAt: number | null, now: number, most: number): number {
  if (takenBackAt === null) return most;
  return Math.max(WINDOW_SECONDS, Math.min(most, Math.floor(now - takenBackAt)));
}
