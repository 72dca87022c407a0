import { SHORTEST_REASON } from "../../lib/core/stages/friction.ts";
import { ApiError } from "../../lib/platform/api-client.ts";
import type { Changed, SwitchView } from "../../lib/switches/schema.ts";
import { ask } from "../ask.ts";
import { PATIENCE } from "../connection.ts";
import type { Place, Session } from "../session.ts";
import { readSwitches, switchPath, targetOf } from "../switches.ts";

type Flags = { reason?: string };

/** Holds a switch or a module's switches, or releases them. Those that are as wanted already are left as they are. */
export async function setHeld(session: Session, held: boolean, name: string, flags: Flags): Promise<void> {
  const { out } = session;
  const place = await session.place();
  const views = await readSwitches(session, place, targetOf(name));
  out.say(`${place.project} · ${place.environment}`);
  const changes: Changed[] = [];
  let { reason } = flags;
  for (const view of views) {
    if (view.held === held) {
      if (!out.json) out.print(`${view.key} is ${held ? "held already" : "not held"}.`);
      continue;
    }
    const store = () => send(session, place, view, held, reason);
    const changed = await store().catch(async (error: unknown) => {
      if (!lacksReason(error) || !session.attended) throw error;
      reason = await ask(session.world, `Why? At least ${SHORTEST_REASON} characters\n> `);
      return store();
    });
    changes.push(changed);
    if (!out.json)
      out.print(`${view.key} is ${held ? "held" : "released"} (v${changed.version}, revision ${changed.revision}).`, "good");
  }
  if (out.json) out.document({ changes });
}

function send({ console }: Session, place: Place, view: SwitchView, held: boolean, reason: string | undefined): Promise<Changed> {
  const path = `${switchPath(place, view.key)}/${held ? "hold" : "release"}`;
  return console.post(path, reason === undefined ? {} : { reason }, held ? PATIENCE.back : PATIENCE.write);
}

function lacksReason(error: unknown): boolean {
  if (!(error instanceof ApiError) || error.status !== 422) return false;
  const { refusals } = error.problem as { refusals?: { rule: string }[] };
  return refusals?.every(({ rule }) => rule === "reason") ?? false;
}
