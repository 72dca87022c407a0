import type { AuditEventView, AuditVerified } from "../../lib/audit/schema.ts";
import { projectPath } from "../../lib/platform/api-client.ts";
import { EXIT } from "../exit.ts";
import { Failure, usage } from "../failure.ts";
import type { Answer, Output } from "../output.ts";
import type { Session } from "../session.ts";

type Flags = { expect?: string; full?: boolean };

/**
 * Has the audit chain of the project recomputed, what is new of it or all, part by part. `expect` is the head an earlier run printed, `<events>:<hash>`: it must
 * still be in the chain, which a cut-off end would have taken away.
 */
export async function verifyAudit(session: Session, { expect, full = false }: Flags): Promise<Answer> {
  const { console } = session;
  const [, sequence, hash] = /^([1-9]\d{0,9}):([0-9a-f]{64})$/.exec(expect ?? "") ?? [];
  if (expect !== undefined && hash === undefined)
    throw usage(`--expect ${expect}: expected <events>:<hash> as an earlier run printed it.`, "Leave it out for the first run.");
  const path = `${projectPath(await session.project())}/audit`;
  const chain = await walk(session, `${path}/verify`, full);
  const kept =
    sequence === undefined ||
    (chain.events >= Number(sequence) && (await console.get<AuditEventView>(`${path}/${sequence}`)).hash === hash);
  const verified = { ...chain, ok: chain.ok && kept };
  const failure = failureOf(chain) ?? (kept ? null : broken(`The chain no longer holds event ${sequence} as it was.`));
  return { document: verified, failure, tell: (out) => failure ?? tell(out, chain) };
}

function failureOf({ brokenAt, events, kept }: AuditVerified): Failure | null {
  if (brokenAt !== null) return broken(`Event ${brokenAt} is missing or was changed; the ${events} before it fit.`);
  if (kept?.state === "missing")
    return broken(
      `The ${events} events fit, but event ${kept.event} of ${kept.at}, kept outside the database, is not among them: the newest were cut off or replaced.`,
    );
  if (kept?.state === "damaged")
    return broken(`The ${events} events fit, but what was kept of their end outside the database is damaged.`);
  return null;
}

function tell(out: Output, { events, from, head }: AuditVerified): void {
  const earlier = from > 0 ? `, ${from} of them as verified before` : "";
  out.print(`${events} events fit${earlier}.`, "good");
  if (head) out.print(`head ${events}:${head}`);
}

/** Goes on until the answer is complete; `from` is where the first part began. */
async function walk({ out, console }: Session, path: string, full: boolean): Promise<AuditVerified> {
  const first = await console.get<AuditVerified>(full ? `${path}?full=true` : path);
  let chain = first;
  while (!chain.complete) {
    out.say(`${chain.events} of ${chain.of} events fit.`);
    chain = await console.get<AuditVerified>(`${path}?after=${chain.events}:${chain.head}`);
  }
  return { ...chain, from: first.from };
}

function broken(what: string): Failure {
  return new Failure(EXIT.notVerified, what, "Keep the database as it is and compare it with a backup.", { answered: true });
}
