import "server-only";
import { contextOf } from "../platform/identity.ts";
import { forPage } from "../platform/page.ts";
import { connection } from "../platform/server.ts";
import { requireSession } from "../platform/session.ts";
import { listSessions } from "./reads.ts";
import type { SessionView } from "./schema.ts";

/** Who reads, and where they are signed in. */
export async function loadAccount(): Promise<{ name: string; email: string; sessions: SessionView[] }> {
  const identity = await requireSession();
  const { name, email } = identity;
  const context = contextOf(identity, connection().db, new Date(), "ui");
  return { name, email, sessions: await forPage(() => listSessions(context, identity)) };
}
