import { Random } from "./random.ts";
import { Scheduler } from "./scheduler.ts";

/** The one simulated world of this program: what the replaced clocks, timers, sockets and draws ask. */
export const scheduler = new Scheduler();

/** Where every simulated history begins. */
export const EPOCH = Date.UTC(2030, 0, 1);

/** What is drawn by the code that is simulated. */
export const draws = { random: new Random(0) };

export function wallNow(): number {
  return EPOCH + scheduler.now + (scheduler.current?.skewMs ?? 0);
}
