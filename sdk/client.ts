import type { EvaluationContext } from "../lib/core/evaluation/rules.ts";
import type { Snapshot } from "../lib/core/evaluation/snapshot.ts";
import type { Position, Side } from "../lib/core/stages/positions.ts";
import { type Answer, answer } from "./answer.ts";
import { Current } from "./current.ts";
import { Ledger } from "./ledger.ts";
import { createMigrator } from "./migrator.ts";
import type { Migrator, MigratorOptions } from "./migrator-types.ts";
import { Operations } from "./operations.ts";
import { type ClientOptions, settle } from "./options.ts";
import { placeOf } from "./placement.ts";
import type { Measurement } from "./recorder.ts";
import { typeAndHash } from "./redaction.ts";
import { Registration } from "./registration.ts";
import { type Repair, type RepairOptions, startRepair } from "./repair.ts";
import { Reporter } from "./reporter.ts";
import { Shadow } from "./shadow.ts";
import { Source } from "./source.ts";
import { atMost } from "./timing.ts";
import { writeNames } from "./version.ts";
import { Wire } from "./wire.ts";

/** Where a subject stands on a switch, for as long as one operation lasts. */
export type PositionOf = <T extends Position = Side>(key: string, context: EvaluationContext) => T;

export type Client = {
  /**
   * True once the state came from the server and changes wait for this instance; false when that took longer than
   * `timeoutMs` (default 10,000). Either way the client works on, with what it has.
   */
  ready(timeoutMs?: number): Promise<boolean>;
  /** The state all answers come from; null before there is one. Not to be changed. */
  snapshot(): Snapshot | null;
  /** Revision of that state; -1 before there is one. */
  readonly revision: number;
  /**
   * What the switch says for this subject now; for a data switch, `T` is Stage. Synchronous; never throws. `call` and
   * `data` switches answer an error while acting on them could lose writes.
   */
  evaluate<T extends Position = Side>(key: string, context: EvaluationContext, fallback: NoInfer<T>): Answer<T>;
  /** The value alone. */
  position<T extends Position = Side>(key: string, context: EvaluationContext, fallback: NoInfer<T>): T;
  /** Records one thing a path did. `seconds` is a duration. */
  measure(measurement: Measurement): void;
  /**
   * Runs `work`, which may act on `call` and `data` switches as `positionOf` answers them; changes made after it began
   * count as drained only when it has ended, or after `operationSeconds`. Rejects with a LeaseError, a NoStateError or
   * a ClosedError when acting could lose writes, else as `work` does.
   */
  operation<T>(work: (positionOf: PositionOf) => Promise<T>): Promise<T>;
  /** Reads and writes through the stores a data switch names. */
  migrator<ReadInput, ReadOutput, WriteInput, WriteOutput>(
    options: MigratorOptions<ReadInput, ReadOutput, WriteInput, WriteOutput>,
  ): Migrator<ReadInput, ReadOutput, WriteInput, WriteOutput>;
  /** Copies from the authority what half-done writes left behind, one record at a time, until it is stopped. */
  repair(options: RepairOptions): Repair;
  /** Calls `listener` with every new state; answers how to stop it. */
  on(event: "change", listener: (snapshot: Snapshot) => void): () => void;
  /** Waits for running operations, sends what was measured, deregisters. Route switches keep their last state. */
  close(): Promise<void>;
};

const CLOSING_SECONDS = 5;

/** Connects a service with its switches. Throws a TypeError for a faulty option; nothing it does later throws. */
export function createClient(options: ClientOptions): Client {
  const settings = settle(options);
  const problem = settings.onProblem;
  const wire = new Wire(settings.url, settings.token);
  const identity = () => ({ service: settings.service, instance: registration.instance });

  const current = new Current(problem);
  const operations = new Operations({
    deadlineSeconds: settings.operationSeconds,
    revision: () => current.revision,
    refusal: () => registration.refusal,
    onDrained: () => registration.advance(),
  });
  const ledger = new Ledger({ wire, identity, onDelivered: () => registration.advance(), problem });
  const registration = new Registration({
    settings,
    wire,
    current,
    owedSeconds: () => ledger.owedSeconds,
    acknowledgeable: () => Math.min(operations.drainedRevision, ledger.revision),
    onLost: (why) => operations.cutLeased(why),
    refresh: () => source.refresh(),
  });
  const { pollEverySeconds } = settings;
  const source = new Source({ wire, current, pollEverySeconds, onContact: () => registration.contact(), problem });
  const reporter = new Reporter({ wire, identity, everySeconds: settings.reportEverySeconds, problem });
  const { recorder } = reporter;
  const shadow = new Shadow(problem);
  const repairs = new Set<Repair>();
  const writer = writeNames(() => registration.instance);
  const redact = settings.redact ?? typeAndHash;
  const writes = (module: string) => registration.writes(module);
  const { pauseSeconds } = settings;
  const parts = { current, operations, ledger, recorder, shadow, pauseSeconds, redact, writes, writer, problem };

  registration.begin();
  void source.run();
  reporter.start();
  let closing: Promise<void> | null = null;

  async function close(): Promise<void> {
    await Promise.all([...repairs].map((repair) => repair.stop()));
    await operations.close();
    // Whatever is still running is cut, and says what it leaves half-done, before that is sent.
    registration.stop();
    source.close();
    await shadow.close();
    const [told] = await Promise.all([ledger.close(CLOSING_SECONDS), reporter.close(CLOSING_SECONDS)]);
    await registration.close(told, CLOSING_SECONDS);
  }

  return {
    ready: async (timeoutMs = 10_000) =>
      (await atMost(
        timeoutMs,
        registration.registered.then(() => true),
      )) ?? false,
    snapshot: () => current.snapshot,
    get revision() {
      return current.revision;
    },
    evaluate: (key, context, fallback) => answer(current.snapshot, key, context, fallback, registration),
    position: (key, context, fallback) => answer(current.snapshot, key, context, fallback, registration).value,
    measure(measurement) {
      if (!recorder.measure(measurement)) problem(new TypeError(`measure: says nothing: ${JSON.stringify(measurement)}`));
    },
    async operation(work) {
      const operation = operations.begin(false, problem);
      const { snapshot } = current;
      try {
        return await work((key, context) => placeOf(snapshot, key, context, problem) as never);
      } finally {
        operations.end(operation);
      }
    },
    migrator: (given) => createMigrator(parts, given),
    repair(given) {
      const repair = startRepair({ wire, identity, current, operations, problem }, given);
      repairs.add(repair);
      return repair;
    },
    on: (_, listener) => current.onChange(listener),
    close() {
      closing ??= close();
      return closing;
    },
  };
}
