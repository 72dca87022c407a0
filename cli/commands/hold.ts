import { SHORTEST_REASON } from "../../lib/core/stages/friction.ts";
import { ApiError } from "../../lib/platform/api-client.ts";
import type { Changed } from "../../lib/switches/schema/outcome.ts";
import { ask } from "../ask.ts";
import { PATIENCE } from "../connection.ts";
import type { Answer } from "../output.ts";
import type { Session } from "../session.ts";
import { readSwitches, switchPath, targetOf } from "../switches.ts";

type Flags = { reason?: string };

export const hold = (session: Session, name: string, flags: Flags) => setHeld(session, true, name, flags);
export const release = (session: Session, name: string, flags: Flags) => setHeld(session, false, name, flags);

/** Holds a switch or a module's switches, or releases them. Those that are as wanted already are left as they are. */
async function setHeld(session: Session, held: boolean, name: string, flags: Flags): Promise<Answer> {
  const { out } = session;
  const patience = held ? PATIENCE.back : PATIENCE.write;
  const place = await session.place(patience);
  const views = await readSwitches(session, place, targetOf(name), patience);
  out.say(place.title);
  const changes: Changed[] = [];
  let { reason } = flags;
  for (const view of views) {
    if (view.held === held) {
      out.tellAhead(`${view.key} is ${held ? "held already" : "not held"}.`);
      continue;
    }
    const path = `${switchPath(place, view.key)}/${held ? "hold" : "release"}`;
    const store = () => session.console.post<Changed>(path, reason === undefined ? {} : { reason }, patience);
    const changed = await store().catch(async (error: unknown) => {
      if (!lacksReason(error) || !session.attended) throw error;
      reason = await ask(session.world, `Why? At least ${SHORTEST_REASON} characters\n> `);
      return store();
    });
    changes.push(changed);
    out.tellAhead(`${view.key} is ${held ? "held" : "released"} (v${changed.version}, revision ${changed.revision}).`, "good");
  }
  return { document: { changes }, tell: () => undefined };
}

function lacksReason(error: unknown): boolean {
  if (!(error instanceof ApiError) || error.status !== 422) return false;
  const { refusals } = error.problem as { refusals?: { rule: string }[] };
  return refusals?.every(({ rule }) => rule === "reason") ?? false;
}
