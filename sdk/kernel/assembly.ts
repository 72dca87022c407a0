import { parseSwitchKey } from "../../lib/core/stages/positions.ts";
import { Contact } from "../connection/contact.ts";
import { Source } from "../connection/source.ts";
import type { Wire } from "../connection/wire.ts";
import { Registration } from "../lease/registration.ts";
import { Ledger } from "../migrate/ledger.ts";
import { createMigrator, type MigratorParts, untold } from "../migrate/migrator.ts";
import { Operations } from "../migrate/operations.ts";
import { placeOf } from "../migrate/placement.ts";
import { type Repair, startRepair } from "../migrate/repair.ts";
import { Shadow } from "../migrate/shadow.ts";
import { WriteClock } from "../migrate/write-clock.ts";
import { typeAndHash } from "../report/redaction.ts";
import { Reporter } from "../report/reporter.ts";
import { answer } from "./answer.ts";
import type { Client } from "./client-types.ts";
import { Current } from "./current.ts";
import type { Settings } from "./options.ts";
import { cameWithin } from "./timing.ts";

const CLOSING_SECONDS = 5;

/** A client and the parts it is made of. Nothing asks the server before these are begun. */
export type Assembly = {
  client: Client;
  registration: Registration;
  source: Source;
  reporter: Reporter;
  contact: Contact;
  /** What its migrators are made of. */
  parts: MigratorParts;
};

/** Puts a client together over whatever answers its requests. */
export function assemble(settings: Settings, wire: Wire): Assembly {
  const problem = settings.onProblem;
  const identity = () => ({ service: settings.service, instance: registration.instance });

  const current = new Current({
    inUse: () => registration.refusal === null,
    onWaiting: () => registration.renew(),
    problem,
  });
  const contact = new Contact(problem);
  const operations = new Operations({
    deadlineSeconds: settings.operationSeconds,
    revision: () => current.revision,
    refusal: () => registration.refusal,
    onDrained: () => registration.advance(),
    problem,
  });
  const clock = new WriteClock({ instance: () => registration.instance, problem });
  const ledger = new Ledger({ wire, identity, onDelivered: () => delivered(), problem });
  /** What it acts on is not told while anything of it is not. */
  const delivered = () => (current.waiting ? registration.renew() : registration.advance());
  const registration = new Registration({
    settings,
    wire,
    current,
    owes: () => ledger.revision !== Number.POSITIVE_INFINITY,
    owedSeconds: () => ledger.owedSeconds,
    acknowledgeable: () => Math.min(operations.drainedRevision, ledger.revision),
    onLost: (why) => operations.cutLeased(why),
    refresh: () => source.refresh(),
    onTime: (server, asked, answered) => clock.heard(server, asked, answered),
  });
  const source = new Source({
    wire,
    current,
    pollEverySeconds: settings.pollEverySeconds,
    onContact() {
      contact.is(true);
      registration.contact();
    },
    onAway: () => contact.is(false),
    problem,
  });
  const reporter = new Reporter({ wire, identity, everySeconds: settings.reportEverySeconds, problem });
  const { recorder } = reporter;
  const shadow = new Shadow(problem);
  const parts: MigratorParts = {
    current,
    operations,
    ledger,
    recorder,
    shadow,
    pauseSeconds: settings.pauseSeconds,
    operationSeconds: settings.operationSeconds,
    redact: settings.redact ?? typeAndHash,
    writes: (module) => registration.writes(module),
    written: registration.written,
    clock,
    problem,
  };
  const repairs = new Set<Repair>();

  /** Whoever asks where data is may write it. Throws an UntoldError while nobody knows that. */
  function mayWrite(key: string): void {
    if (!key.endsWith(".data")) return;
    const { module } = parseSwitchKey(key) ?? {};
    if (module === undefined) return;
    registration.writes(module);
    if (!registration.written.has(module)) throw untold(module);
  }

  let closing: Promise<void> | null = null;

  async function close(): Promise<void> {
    await Promise.all([...repairs].map((repair) => repair.stop()));
    await operations.close();
    // Whatever is still running is cut, and says what it leaves half-done, before that is sent.
    registration.stop();
    source.close();
    await shadow.settled();
    const [told] = await Promise.all([ledger.close(CLOSING_SECONDS), reporter.close(CLOSING_SECONDS)]);
    await registration.close(told, CLOSING_SECONDS);
  }

  const client: Client = {
    async ready(wait = {}) {
      const { timeoutMs = 10_000, signal } = typeof wait === "number" ? { timeoutMs: wait } : wait;
      return cameWithin(timeoutMs, registration.registered, signal);
    },
    snapshot: () => current.snapshot,
    get revision() {
      return current.revision;
    },
    get inContact() {
      return contact.now;
    },
    evaluate: (key, context, fallback) => answer(current.snapshot, key, context, fallback, registration, recorder.unreadable),
    position: (key, context, fallback) =>
      answer(current.snapshot, key, context, fallback, registration, recorder.unreadable).value,
    measure(measurement) {
      try {
        if (recorder.measure(measurement)) return;
      } catch {
        // It is no measurement at all.
      }
      problem(new TypeError(`measure: says nothing: ${said(measurement)}`));
    },
    operation: (work, call) =>
      operations.perform(() => {
        const { snapshot } = current;
        return work((key, context) => {
          mayWrite(key);
          return placeOf(snapshot, key, context, problem, recorder.unreadable) as never;
        });
      }, call),
    draw: (held) => (held ? clock.drawAbove(held) : clock.draw()),
    migrator: (given) => createMigrator(parts, given),
    repair(given) {
      const repair = startRepair({ wire, identity, operations, problem }, given);
      repairs.add(repair);
      return repair;
    },
    on: (event: "change" | "contact", listener: never) =>
      event === "change" ? current.onChange(listener) : contact.onChange(listener),
    close() {
      closing ??= close();
      return closing;
    },
  };
  return { client, registration, source, reporter, contact, parts };
}

/** Whatever it is, for a message. */
function said(value: unknown): string {
  try {
    return JSON.stringify(value).slice(0, 500);
  } catch {
    return String(value);
  }
}
