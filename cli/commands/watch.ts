import { ApiError } from "../../lib/platform/api-client.ts";
import { EXIT } from "../exit.ts";
import { Failure } from "../failure.ts";
import type { Session } from "../session.ts";
import { targetOf } from "../switches.ts";
import { watchConsole } from "../watch/console.ts";
import { watchDataplane } from "../watch/dataplane.ts";

/**
 * Prints a line for every change until Ctrl-C: from the project's events with a token that may use the console, from
 * the dataplane's snapshots with one that may only read.
 */
export async function watch(session: Session, name: string | undefined): Promise<undefined> {
  const target = targetOf(name);
  try {
    await watchConsole(session, target);
  } catch (error) {
    if (isInterrupt(error)) return;
    if (!(error instanceof ApiError) || error.status !== 403) throw error;
    await watchDataplane(session, target).catch((later: unknown) => {
      if (!isInterrupt(later)) throw later;
    });
  }
}

/** Ctrl-C is how a watch ends. */
function isInterrupt(error: unknown): boolean {
  return error instanceof Failure && error.code === EXIT.interrupted;
}
