import type { Position } from "../lib/core/stages/positions.ts";
import { assemble } from "./kernel/assembly.ts";
import type { Client } from "./kernel/client-types.ts";
import { type ClientOptions, settle } from "./kernel/options.ts";
import type { HalfWrite } from "./migrate/ledger.ts";
import { type Measured, summed } from "./testing/measurements.ts";
import { forced, stateOf, type TestSwitch } from "./testing/switches.ts";
import { MemoryWire } from "./testing/wire.ts";

export type { Rule } from "../lib/core/evaluation/snapshot.ts";
export type { HalfWrite } from "./migrate/ledger.ts";
export type { Measured } from "./testing/measurements.ts";
export type { TestSwitch } from "./testing/switches.ts";

/** What a client for tests is made of. */
export type TestClientOptions = {
  /** By key, where the switch stands. One that is left out is not known. */
  switches?: Record<string, TestSwitch>;
} & Pick<ClientOptions, "instance" | "operationSeconds" | "pauseSeconds" | "redact" | "onProblem">;

/** A client whose switches the test sets. */
export type TestClient = Client & {
  /** Changes where a switch stands, at once, and forgets what was forced on it. Throws a TypeError that says what is wrong. */
  set(key: string, state: TestSwitch): void;
  /**
   * From now on one subject, or everyone with null, gets `position`: where the switch stands or the one ahead, as a
   * rule could do it; the last call counts most. Throws a TypeError for any other.
   */
  force(key: string, subject: string | null, position: Position): void;
  /** Everything measured since the client was made, once the second reads under way have been counted. */
  measurements(): Promise<Measured>;
  /** Half-done writes that no repair has mended yet. */
  ledger(): HalfWrite[];
};

/**
 * A real client without a server: the same evaluation, migrators, operations and repairs, ready at once. It opens no
 * connection and has no timer while nothing is under way. Throws a TypeError for a faulty switch or option.
 */
export function testClient({ switches = {}, ...options }: TestClientOptions = {}): TestClient {
  const states = { ...switches };
  const bootstrap = stateOf(states, 1);
  const wire = new MemoryWire();
  const nowhere = { url: "http://127.0.0.1:9", token: "none", service: "tests", instance: "test" };
  const settings = settle({ ...nowhere, ...options, bootstrap, coldStart: "persisted" });
  const { client, registration, reporter, contact, parts } = assemble(settings, wire);
  registration.begin();
  contact.is(true);

  function set(key: string, state: TestSwitch): void {
    parts.current.offer(stateOf({ ...states, [key]: state }, client.revision + 1));
    states[key] = state;
  }

  return Object.assign(client, {
    set,
    ready: async () => true,
    force(key: string, subject: string | null, position: Position) {
      const state = states[key];
      if (!state) throw new TypeError(`${key}: there is no such switch; set it first`);
      set(key, forced(key, state, subject, position));
    },
    async measurements() {
      await parts.shadow.settled();
      await reporter.flush();
      return summed(wire.reports);
    },
    ledger: () => wire.halfWrites,
  });
}
