import type { EvaluationContext } from "../../lib/core/evaluation/rules.ts";
import { parseSwitchKey, planOf, type Side } from "../../lib/core/stages/positions.ts";
import type { CallOptions } from "../kernel/call.ts";
import type { Current } from "../kernel/current.ts";
import { PausedError, UntoldError } from "../kernel/errors.ts";
import type { Written } from "../lease/written.ts";
import type { Recorder } from "../report/recorder.ts";
import type { Redact } from "../report/redaction.ts";
import { sampleDifferences } from "../report/samples.ts";
import { untilAborted } from "./abort.ts";
import { Comparing } from "./comparing.ts";
import type { Ledger } from "./ledger.ts";
import type { Migrator, MigratorOptions } from "./migrator-types.ts";
import type { Operation, Operations, Settle } from "./operations.ts";
import { type Placement, placementIn } from "./placement.ts";
import type { Shadow } from "./shadow.ts";
import { Stores } from "./stores.ts";
import type { WriteClock } from "./write-clock.ts";
import { Writing } from "./writing.ts";

/** What a migrator needs of its client. */
export type MigratorParts = {
  current: Current;
  operations: Operations;
  ledger: Ledger;
  recorder: Recorder;
  shadow: Shadow;
  pauseSeconds: number;
  redact: Redact;
  /** Told which module's stores are written. */
  writes: (module: string) => void;
  /** Which ones Switchyard knows of. */
  written: Written;
  operationSeconds: number;
  clock: WriteClock;
  problem: (problem: Error) => void;
};

export function createMigrator<RI, RO, WI, WO>(
  parts: MigratorParts,
  options: MigratorOptions<RI, RO, WI, WO>,
): Migrator<RI, RO, WI, WO> {
  const { current, operations, recorder, shadow, problem } = parts;
  const { key, compare } = options;
  const module = moduleOf(key);
  const stores = new Stores(recorder, module, options);
  const overdue = operations.overdue.bind(operations);
  const writing = new Writing({ ...parts, options, module, stores, overdue });
  parts.writes(module);
  let known: Placement | null = null;

  function placement(): Placement {
    if (known === null || known.snapshot !== current.snapshot)
      known = placementIn(current.snapshot, key, problem, recorder.unreadable);
    return known;
  }

  const comparing = compare && {
    compare,
    stores,
    placement,
    differs: (operation: string, old: RO, fresh: RO) => sampleDifferences(parts, { module, operation }, old, fresh),
  };

  const paused = () => current.snapshot?.switches[key]?.paused === true;

  /** Waits outside any operation, which would hold up the very change it waits for. */
  async function resumed(latest: number): Promise<void> {
    if (await current.until(latest - performance.now(), () => !paused())) return;
    throw new PausedError(`“${key}” is changing its authority and was paused for more than ${parts.pauseSeconds} s.`);
  }

  function read(context: EvaluationContext, operation: string, input: RI, call?: CallOptions): Promise<RO> {
    return operations.run(() => {
      const { stageOf, isSampled } = placement();
      const stage = stageOf(context);
      const [authority, other] = planOf(stage).reads as [Side, Side?];
      const answer = stores.read(authority, operation, input);
      if (other) {
        const compared = comparing && isSampled(context) && new Comparing(comparing, { context, operation, input, stage });
        shadow.begin(answer, () => stores.read(other, operation, input), compared || null);
      }
      return answer;
    }, call?.deadlineSeconds);
  }

  /** Before that is known, nobody would doubt a write that is left half done. Waits outside any operation. */
  async function knownToWrite(seconds: number): Promise<number> {
    const begun = performance.now();
    if (operations.refusal) throw operations.refusal;
    if (await parts.written.told(module, seconds * 1000)) return seconds - (performance.now() - begun) / 1000;
    throw untold(module);
  }

  let told = false;

  function write(context: EvaluationContext, operation: string, input: WI, call?: CallOptions, latest?: number): Promise<WO> {
    if (call?.signal?.aborted) return Promise.reject(call.signal.reason);
    if (paused()) {
      const until = latest ?? performance.now() + parts.pauseSeconds * 1000;
      return resumed(until).then(() => write(context, operation, input, call, until));
    }
    told ||= parts.written.has(module);
    if (!told) {
      const seconds = Math.min(call?.deadlineSeconds ?? parts.operationSeconds, parts.operationSeconds);
      return knownToWrite(seconds).then((left) => write(context, operation, input, { ...call, deadlineSeconds: left }, latest));
    }
    const work = (running: Operation, settle: Settle<WO>) => writing.run(running, settle, placement(), context, operation, input);
    return operations.run(work, call?.deadlineSeconds);
  }

  return {
    read: (context, operation, input, call) => untilAborted(call?.signal, () => read(context, operation, input, call)),
    write: (context, operation, input, call) => untilAborted(call?.signal, () => write(context, operation, input, call)),
  };
}

/** Of a module that the server does not count this run as writing yet. */
export function untold(module: string): UntoldError {
  return new UntoldError(
    `Switchyard does not know yet that this instance writes “${module}”. It is being told; name the module in \`writes\` to have it known from the start.`,
  );
}

/** Throws a TypeError for anything but the key of a data switch. */
export function moduleOf(key: string): string {
  const parsed = parseSwitchKey(key);
  if (parsed?.axis !== "data") throw new TypeError(`key: expected <module>.data, not “${key}”`);
  return parsed.module;
}
