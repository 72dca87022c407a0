import { setTimeout as pause } from "node:timers/promises";
import { parseSnapshot, type Snapshot, type SnapshotSwitch } from "../../lib/core/evaluation/snapshot.ts";
import { sameStanding } from "../../lib/core/stages/state.ts";
import type { Session } from "../session.ts";
import { isOf, type Target } from "../switches.ts";
import { clockText, standingText } from "../words.ts";
import { mayPass } from "./console.ts";

const POLL_EVERY_MS = 2000;

/** Prints what changes between one snapshot of the dataplane and the next. Ends only with an error. */
export async function watchDataplane(session: Session, target: Target): Promise<never> {
  const { out, world } = session;
  let known: Snapshot | null = null;
  let tag = "";
  for (;;) {
    try {
      const response = await session.dataplane.open("/api/v1/snapshot", { headers: tag ? { "if-none-match": tag } : {} });
      if (response.status === 200) {
        tag = response.headers.get("etag") ?? "";
        const fresh = parseSnapshot(await response.json());
        if (known) tell(session, known, fresh, target);
        else
          out.say(`${fresh.project} · ${fresh.environment}: waiting for changes after revision ${fresh.revision}. Ctrl-C ends.`);
        known = fresh;
      }
    } catch (error) {
      if (!mayPass(error)) throw error;
      out.say((error as Error).message);
    }
    await pause(POLL_EVERY_MS, undefined, { signal: world.signal }).catch(() => undefined);
  }
}

function tell({ out }: Session, before: Snapshot, after: Snapshot, target: Target): void {
  const at = new Date().toISOString();
  for (const key of new Set([...Object.keys(before.switches), ...Object.keys(after.switches)])) {
    const [was, is] = [before.switches[key], after.switches[key]];
    if (!isOf(target, key) || was?.version === is?.version) continue;
    if (out.json) out.document({ at, revision: after.revision, switch: key, from: was ?? null, to: is ?? null }, true);
    else out.print(`${clockText(at)}  ${key} ${movedText(was, is)}`);
  }
}

function movedText(was: SnapshotSwitch | undefined, is: SnapshotSwitch | undefined): string {
  if (!is) return "is gone";
  if (!was) return `is new at ${standingText(is)}`;
  const to = standingText(is);
  return `${sameStanding(was, is) ? `changed at ${to}` : `moved from ${standingText(was)} to ${to}`} (v${is.version})`;
}
