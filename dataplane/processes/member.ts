import { log } from "../../lib/platform/log.ts";
import { cannotStart } from "../cannot-start.ts";
import type { Dataplane } from "../dataplane.ts";
import type { ToMember, ToPrimary } from "./messages.ts";

/** What does not answer must not keep a process from ending. */
const LATEST_END_MS = 8000;

export type Start = Extract<ToMember, { kind: "start" }>;
/** Asks the primary for the metrics of all processes, in Prometheus' text form. */
export type AskMetrics = () => Promise<string>;

/**
 * One process of several: starts when it is told how, tells its figures when asked, ends when it is told or left
 * alone. A Ctrl-C reaches all processes at once; the order in which they end is the primary's to say.
 */
export function runMember(start: (how: Start, metrics: AskMetrics) => Promise<Dataplane>, endsOnSignal: boolean): void {
  const asked = new Map<number, (text: string) => void>();
  let dataplane: Dataplane | null = null;
  let ending = false;
  const say = (message: ToPrimary) => process.connected && process.send?.(message);
  const askMetrics: AskMetrics = () =>
    new Promise((resolve) => {
      const id = asked.size === 0 ? 1 : Math.max(...asked.keys()) + 1;
      asked.set(id, resolve);
      say({ kind: "metrics", id });
    });
  const end = async () => {
    if (ending) return;
    ending = true;
    setTimeout(() => process.exit(1), LATEST_END_MS).unref();
    await dataplane?.close();
    process.exit(0);
  };

  process.on("message", async (message: ToMember) => {
    if (message.kind === "start") {
      try {
        dataplane = await start(message, askMetrics);
        say({ kind: "listening", port: dataplane.port });
      } catch (error) {
        cannotStart(error as Error);
      }
    } else if (message.kind === "report") say({ kind: "report", id: message.id, metrics: (await dataplane?.figures()) ?? [] });
    else if (message.kind === "metrics") {
      asked.get(message.id)?.(message.text);
      asked.delete(message.id);
    } else if (message.kind === "stop") await end();
  });
  process.on("disconnect", () => void end());
  say({ kind: "hello" });
  process.on("SIGINT", () => undefined);
  process.on("SIGTERM", () => (endsOnSignal ? void end() : log.debug("ends after the others")));
}
