import { parseSnapshot, type Rule, type Snapshot } from "../../lib/core/evaluation/snapshot.ts";
import { forwardOf, type Position, parseSwitchKey } from "../../lib/core/stages/positions.ts";

/** Where a switch stands in a test: a settled position, or one with what a move adds to it. */
export type TestSwitch =
  | Position
  | {
      /** Where it stands: `old` or `new`; for a data switch a stage. */
      position: Position;
      /** Where it moves: the neighbour ahead. Default: that one when a share or a rule needs it, else null. */
      next?: Position | null;
      /** Subjects sent ahead, in thousandths of a percent: 50,000 is half of them. Default 0. */
      share?: number;
      /** The first that matches decides, before the share does. Default none. */
      rules?: Rule[];
      /** Reads that are compared, in thousandths of a percent of the subjects. Default 100,000. */
      checkRatio?: number;
      /** Whether a write fails when the second store does. Default best-effort. */
      secondaryWrites?: "best-effort" | "required";
      /** Whether writes wait. Default false. */
      paused?: boolean;
      /** Salt of its own for the share. Default: the one of the test's state, `test`. */
      salt?: string | null;
    };

/** A state with these switches. Throws a TypeError that names what is wrong. */
export function stateOf(switches: Record<string, TestSwitch>, revision: number): Snapshot {
  const entries = Object.entries(switches).map(([key, state]) => [key, entryOf(key, state, revision)]);
  return parseSnapshot({
    format: 1,
    project: "test",
    environment: "test",
    revision,
    salt: "test",
    switches: Object.fromEntries(entries),
  });
}

/**
 * The switch with a rule before its others that sends one subject, or all with null, to `position`. As in production a
 * rule reaches only where the switch stands and the position ahead of that: throws a TypeError for any other.
 */
export function forced(key: string, state: TestSwitch, subject: string | null, position: Position): TestSwitch {
  const full = typeof state === "string" ? { position: state } : state;
  const ahead = full.next ?? aheadOf(key, full.position);
  if (position !== full.position && position !== ahead)
    throw new TypeError(`${key}: ${position} cannot be forced where the switch stands at ${full.position}: set it first`);
  const conditions = subject === null ? [] : [{ attribute: "targetingKey", operator: "equals" as const, value: subject }];
  const rule: Rule = { name: "forced", conditions, result: position === full.position ? "position" : "next" };
  return { ...full, rules: [rule, ...(full.rules ?? [])] };
}

function entryOf(key: string, state: TestSwitch, revision: number): Record<string, unknown> {
  const { position, share = 0, rules = [], ...rest } = typeof state === "string" ? { position: state } : state;
  const next = share > 0 || rules.length > 0 ? aheadOf(key, position) : null;
  const { module, axis } = parseSwitchKey(key) ?? fail(key);
  const policy = { checkRatio: 100_000, secondaryWrites: "best-effort", paused: false, floor: null, salt: null };
  return { key, module, axis, position, next, share, rules, ...policy, ...rest, version: revision, revision };
}

function aheadOf(key: string, position: Position): Position | null {
  return forwardOf((parseSwitchKey(key) ?? fail(key)).axis, position);
}

function fail(key: string): never {
  throw new TypeError(`switches: expected <module>.route, <module>.call or <module>.data, not “${key}”`);
}
