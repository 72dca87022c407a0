import { planOf, type Side, type Stage } from "../lib/core/stages/positions.ts";
import type { Current } from "./current.ts";
import { asError } from "./errors.ts";
import { EVERY_KEY } from "./ledger.ts";
import { moduleOf } from "./migrator.ts";
import type { Operations } from "./operations.ts";
import { placementIn } from "./placement.ts";
import { jittered, later } from "./timing.ts";
import type { Wire } from "./wire.ts";

/** How half-done writes of a module are mended. */
export type RepairOptions = {
  /** `<module>.data` */
  key: string;
  /**
   * Copies one record as it is now from the authority to the store that lacks it, if it is newer than what that store
   * holds. A deleted record leaves its number behind as long as both stores are written.
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
  current: Current;
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
      const outcome = await mend(entry);
      if (outcome) outcomes.push(outcome);
    }
    if (outcomes.length === 0) return;
    const repairs = outcomes.map(({ subject: _, ...repair }) => repair);
    await parts.wire.json("/api/v1/ledger/repairs", { body: { ...parts.identity(), repairs } });
  }

  /** Null when there is nothing to copy from: the store that lacks the write is the authority by now. */
  async function mend(entry: OpenEntry): Promise<Outcome | null> {
    try {
      const copied = await parts.operations.run(async () => {
        const stage: Stage = placementIn(parts.current.snapshot, options.key, parts.problem).stageOf({
          targetingKey: entry.subject,
        });
        const from = planOf(stage).returned;
        if (from === entry.store) return false;
        await options.copy(entry.key, { from, to: entry.store, subject: entry.subject });
        return true;
      });
      return copied ? { ...entry, module, ok: true, error: "" } : null;
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
