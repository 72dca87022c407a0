import { api } from "../platform/api-client.ts";
import type { SessionView } from "./schema.ts";

/** Ends one of the reader's own sessions; in it, the next request is asked to sign in. */
export function endSession({ id }: SessionView): Promise<null> {
  return api("DELETE", `/sessions/${encodeURIComponent(id)}`);
}
