import type { Side } from "../../lib/core/stages/positions.ts";
import type { Wire } from "../connection/wire.ts";
import { asError } from "../kernel/errors.ts";
import { jittered, later } from "../kernel/timing.ts";
import { EVERY_KEY } from "./ledger.ts";
import { moduleOf } from "./migrator.ts";
import type { Operations } from "./operations.ts";

/** How half-done writes of a module are mended. */
export type RepairOptions = {
  /** `<module>.data` */
  key: string;
  /**
   * Copies one record as it is now, with its number, from the store that took a write to the one that lacks it, if it
   * is newer than what that one holds. It does not matter which of them is the authority by now: the higher number
   * wins. A deleted record leaves its number behind as long as both stores are written.
   */
  copy: (key: string, direction: { from: Side; to: Side; subject: string }) => Promise<void>;
  /** Seconds between two rounds. Default 5. */
  everySeconds?: number;
};

/** Mends half-done writes until it is stopped. */
export type Repair = {
  /** Begins no further copy and waits for the one under way. Never rejects. */
  stop(): Promise<void>;
};

type RepairParts = {
  wire: Wire;
  identity: () => { service: string; instance: string };
  operations: Operations;
  problem: (problem: Error) => void;
};

type OpenEntry = { store: Side; key: string; subject: string; sequence: number };
type Outcome = OpenEntry & { module: string; ok: boolean; error: string };

const MOST_AT_ONCE = 100;

export function startRepair(parts: RepairParts, options: RepairOptions): Repair {
  const module = moduleOf(options.key);
  const everyMs = (options.everySeconds ?? 5) * 1000;
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let round: Promise<void> = Promise.resolve();

  function schedule(): void {
    timer = later(jittered(everyMs), () => {
      round = repairOnce()
        .catch((error) => parts.problem(new Error(`${options.key}: repair: ${asError(error).message}`, { cause: error })))
        .finally(() => {
          if (!stopped) schedule();
        });
    });
  }

  async function repairOnce(): Promise<void> {
    const answer = await parts.wire.json(`/api/v1/ledger?module=${encodeURIComponent(module)}&limit=${MOST_AT_ONCE}`, {});
    const outcomes: Outcome[] = [];
    for (const entry of openEntries(answer)) {
      if (stopped) break;
      outcomes.push(await mend(entry));
    }
    if (outcomes.length === 0) return;
    const repairs = outcomes.map(({ subject: _, ...repair }) => repair);
    await parts.wire.json("/api/v1/ledger/repairs", { body: { ...parts.identity(), repairs } });
  }

  async function mend(entry: OpenEntry): Promise<Outcome> {
    const { key, store: to, subject } = entry;
    try {
      // The authority of that write took it, so the other store is where it is, wherever the subject stands now.
      await parts.operations.run(() => options.copy(key, { from: to === "old" ? "new" : "old", to, subject }));
      return { ...entry, module, ok: true, error: "" };
    } catch (error) {
      parts.problem(new Error(`${options.key}: repair of ${entry.key}: ${asError(error).message}`, { cause: error }));
      return { ...entry, module, ok: false, error: asError(error).message.slice(0, 500) };
    }
  }

  schedule();
  return {
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await round;
    },
  };
}

/** Those that name a record; the others need a reconciliation of all. */
function openEntries(answer: unknown): OpenEntry[] {
  if (typeof answer !== "object" || answer === null || !("items" in answer) || !Array.isArray(answer.items)) return [];
  return answer.items
    .map((item: Record<string, unknown>) => ({
      store: item.store === "old" ? ("old" as const) : ("new" as const),
      key: String(item.key),
      subject: String(item.subject ?? ""),
      sequence: Number(item.sequence),
    }))
    .filter(({ key }) => key !== EVERY_KEY);
}
