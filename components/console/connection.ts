/** How fresh the console's view of the server is, judged by the age of the last message. */

export type ConnectionState = "current" | "delayed" | "stale" | "offline";

export type Heard = {
  /** Milliseconds since the epoch: last event or heartbeat of the stream, and last answer of any request. */
  stream: number;
  answer: number;
  online: boolean;
};

const CURRENT_MS = 10_000;
const DELAYED_MS = 60_000;

/** While the stream is silent the console polls; that is Delayed at best. */
export function connectionState(heard: Heard, now: number): ConnectionState {
  if (!heard.online) return "offline";
  if (now - heard.stream < CURRENT_MS) return "current";
  return now - newest(heard) < DELAYED_MS ? "delayed" : "stale";
}

export function newest(heard: Heard): number {
  return Math.max(heard.stream, heard.answer);
}
