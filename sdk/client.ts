import type { EvaluationContext } from "../lib/core/evaluation/rules.ts";
import type { Snapshot } from "../lib/core/evaluation/snapshot.ts";
import type { Position, Side } from "../lib/core/stages/positions.ts";
import { Acknowledgement } from "./acknowledgement.ts";
import { type Answer, answer } from "./answer.ts";
import { Current } from "./current.ts";
import { createMigrator, type Migrator, type MigratorOptions } from "./migrator.ts";
import { Operations } from "./operations.ts";
import { type ClientOptions, settle } from "./options.ts";
import type { Measurement } from "./recorder.ts";
import { Reporter } from "./reporter.ts";
import { Shadow } from "./shadow.ts";
import { Source } from "./source.ts";
import { Persistence } from "./state.ts";
import { atMost } from "./timing.ts";
import { Wire } from "./wire.ts";

export type Client = {
  /**
   * True once the state came from the server and the server was told of this instance; false when that took longer
   * than `timeoutMs` (default 10,000). Either way the client works on, with what it has.
   */
  ready(timeoutMs?: number): Promise<boolean>;
  /** The state all answers come from; null before there is one. Not to be changed. */
  snapshot(): Snapshot | null;
  /** Revision of that state; -1 before there is one. */
  readonly revision: number;
  /** What the switch says for this subject now; for a data switch, `T` is Stage. Synchronous; never throws. */
  evaluate<T extends Position = Side>(key: string, context: EvaluationContext, fallback: NoInfer<T>): Answer<T>;
  /** The value alone. */
  position<T extends Position = Side>(key: string, context: EvaluationContext, fallback: NoInfer<T>): T;
  /** Records one thing a path did. `seconds` is a duration. */
  measure(measurement: Measurement): void;
  /** Runs `work`; changes made after it began count as drained only when it has ended, or after `operationSeconds`. */
  operation<T>(work: () => Promise<T>): Promise<T>;
  /** Reads and writes through the stores a data switch names. */
  migrator<ReadInput, ReadOutput, WriteInput, WriteOutput>(
    options: MigratorOptions<ReadInput, ReadOutput, WriteInput, WriteOutput>,
  ): Migrator<ReadInput, ReadOutput, WriteInput, WriteOutput>;
  /** Calls `listener` with every new state; answers how to stop it. */
  on(event: "change", listener: (snapshot: Snapshot) => void): () => void;
  /** Waits for running operations, sends what was measured, deregisters. The switches keep their last state. */
  close(): Promise<void>;
};

const CLOSING_REPORTS_SECONDS = 5;

/** Connects a service with its switches. Throws a TypeError for a faulty option; nothing it does later throws. */
export function createClient(options: ClientOptions): Client {
  const settings = settle(options);
  const problem = settings.onProblem;
  const { service, instance, version } = settings;
  const wire = new Wire(settings.url, settings.token);

  const current = new Current(problem);
  const operations = new Operations({
    deadlineSeconds: settings.operationSeconds,
    revision: () => current.revision,
    onDrained: () => acknowledgement.advance(),
  });
  const source = new Source({ wire, current, pollEverySeconds: settings.pollEverySeconds, problem });
  const acknowledgement = new Acknowledgement({
    wire,
    identity: { service, instance, version },
    leaseSeconds: settings.leaseSeconds,
    revision: () => operations.drainedRevision,
    onAnswer: (known) => {
      if (known > current.revision) void source.refresh();
    },
    problem,
  });
  const reporter = new Reporter({ wire, identity: { service, instance }, everySeconds: settings.reportEverySeconds, problem });
  const shadow = new Shadow(problem);
  const persistence = settings.state && new Persistence(settings.state, problem);

  if (settings.bootstrap) current.offer(settings.bootstrap);
  persistence?.load((snapshot) => current.offer(snapshot));
  current.onChange((snapshot) => persistence?.save(snapshot));
  current.onChange(() => acknowledgement.advance());
  void source.run();
  reporter.start();
  const registered = source.contact.then(() => {
    acknowledgement.start();
    return acknowledgement.attempted;
  });
  let closing: Promise<void> | null = null;

  async function close(): Promise<void> {
    await operations.close();
    source.close();
    await shadow.close();
    await reporter.close(CLOSING_REPORTS_SECONDS);
    await acknowledgement.close();
    await persistence?.settled();
  }

  const client: Client = {
    ready: async (timeoutMs = 10_000) =>
      (await atMost(
        timeoutMs,
        registered.then(() => true),
      )) ?? false,
    snapshot: () => current.snapshot,
    get revision() {
      return current.revision;
    },
    evaluate: (key, context, fallback) => answer(current.snapshot, key, context, fallback),
    position: (key, context, fallback) => answer(current.snapshot, key, context, fallback).value,
    measure(measurement) {
      if (!reporter.recorder.measure(measurement))
        problem(new TypeError(`measure: says nothing: ${JSON.stringify(measurement)}`));
    },
    async operation(work) {
      const end = operations.begin(problem);
      try {
        return await work();
      } finally {
        end();
      }
    },
    migrator: (given) =>
      createMigrator({ snapshot: () => current.snapshot, operations, recorder: reporter.recorder, shadow, problem }, given),
    on: (_, listener) => current.onChange(listener),
    close() {
      closing ??= close();
      return closing;
    },
  };
  return client;
}
