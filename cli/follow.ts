import { setTimeout as pause } from "node:timers/promises";
import { EXIT } from "./exit.ts";
import { Failure, failureOf } from "./failure.ts";
import type { Session } from "./session.ts";

const LOOK_EVERY_MS = 1000;

type Followed<T> = { tell: (present: T) => void; isOver: (present: T) => boolean; look: (present: T) => Promise<T> };

/** Looks again until it is over, telling how far it is each time. It goes on by itself, whatever becomes of following it. */
export async function follow<T>({ world }: Session, begun: T, { tell, isOver, look }: Followed<T>): Promise<T> {
  let present = begun;
  for (;;) {
    tell(present);
    if (isOver(present)) return present;
    await pause(LOOK_EVERY_MS, undefined, { signal: world.signal }).catch(() => {
      throw unfollowed(new Failure(EXIT.interrupted, "No longer following.", ""));
    });
    present = await look(present).catch((error: unknown) => {
      throw unfollowed(failureOf(error));
    });
  }
}

function unfollowed({ code, message }: Failure): Failure {
  return new Failure(code, message, "The worker goes on with the rollback; `switchyard get` shows how far it is.");
}
