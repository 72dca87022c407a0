import { type Axis, forwardOf, indexOf, isAxis, isStage, type Position, type Stage, switchKey } from "../stages/positions.ts";
import { SECONDARY_WRITES, type SecondaryWrites } from "../stages/secondary-writes.ts";
import { FULL_SHARE, type Standing } from "../stages/state.ts";
import { fail, list, number, record, text, whole } from "./fields.ts";

/** What a range says of a value that it cannot read; without it, whatever moves nobody forward. */
export const UNREADABLE = ["holds", "fails"] as const;
export type Unreadable = (typeof UNREADABLE)[number];

/** A condition on one attribute of the caller's context. A missing attribute never matches. */
export type Condition =
  | { attribute: string; operator: "equals"; value: string | number | boolean }
  | { attribute: string; operator: "in"; values: (string | number)[] }
  | { attribute: string; operator: "prefix"; value: string }
  /** Half-open range of versions: min ≤ value < max. */
  | { attribute: string; operator: "semver"; min?: string; max?: string; unreadable?: Unreadable }
  /** Half-open numeric range: min ≤ value < max. */
  | { attribute: string; operator: "number"; min?: number; max?: number; unreadable?: Unreadable };

/** All conditions must hold; the first rule that matches decides. */
export type Rule = {
  /** For people to read. */
  name: string;
  /** Without any, the rule matches everyone. */
  conditions: Condition[];
  /** Whether whom it matches is where the switch stands, or at the position ahead. */
  result: "position" | "next";
};

export type SnapshotSwitch = Standing & {
  key: string;
  module: string;
  axis: Axis;
  rules: Rule[];
  /** Thousandths of a percent of subjects whose reads are compared. */
  checkRatio: number;
  /** Whether a write of a data switch succeeds although the store that is not the authority failed. */
  secondaryWrites: SecondaryWrites;
  /** New writes of subjects on the move wait: a pausing cut-over is under way. */
  paused: boolean;
  /** Of data switches: the earliest stage an instance may act on. Null for the other axes. */
  floor: Stage | null;
  /** Bucketing salt of its own; null uses the snapshot's. */
  salt: string | null;
  version: number;
  /** Environment revision in which the switch last changed. */
  revision: number;
};

export const STAMP = /^[0-9a-f]{32}$/;

/** Everything local evaluation needs for one environment. Immutable; replaced whole. */
export type Snapshot = {
  /** Of this very shape. */
  format: 1;
  /** Key of the project. */
  project: string;
  /** Key of the environment. */
  environment: string;
  /** Names the history that revisions belong to; unknown in states kept from before it had a name. */
  lineage?: string;
  /** Revision of the last change in this environment; grows, with gaps. */
  revision: number;
  /** Shows that this revision of this lineage was published; unknown in states kept from before there were any. */
  stamp?: string;
  /** Draws subjects for shares, unless a switch has its own. */
  salt: string;
  /** By key, `<module>.<axis>`. */
  switches: Record<string, SnapshotSwitch>;
};

/** Checks a snapshot that came over the wire or from disk. Throws a TypeError that names the faulty field. */
export function parseSnapshot(input: unknown): Snapshot {
  const source = record(input, "snapshot");
  if (source.format !== 1) fail("snapshot.format", "expected 1");
  return {
    format: 1,
    project: text(source.project, "snapshot.project"),
    environment: text(source.environment, "snapshot.environment"),
    ...historyIn(source, "snapshot"),
    revision: whole(source.revision, "snapshot.revision"),
    salt: text(source.salt, "snapshot.salt"),
    switches: parseSwitches(source.switches, "snapshot.switches"),
  };
}

/** The lineage and the stamp named in something that came over the wire or from disk, if any are. */
export function historyIn({ lineage, stamp }: Record<string, unknown>, at: string): Pick<Snapshot, "lineage" | "stamp"> {
  return {
    ...(lineage !== undefined && { lineage: text(lineage, `${at}.lineage`) }),
    ...(stamp !== undefined && { stamp: parseStamp(stamp, `${at}.stamp`) }),
  };
}

function parseStamp(input: unknown, at: string): string {
  const stamp = text(input, at);
  return STAMP.test(stamp) ? stamp : fail(at, "expected 32 hexadecimal digits");
}

/** Switches by key; `at` is where they stand, for what is said of a fault. */
export function parseSwitches(input: unknown, at: string): Snapshot["switches"] {
  const switches: Snapshot["switches"] = Object.create(null);
  for (const [key, value] of Object.entries(record(input, at))) switches[key] = parseSwitch(key, value, `${at}.${key}`);
  return switches;
}

function parseSwitch(key: string, input: unknown, at: string): SnapshotSwitch {
  const source = record(input, at);
  const axis = isAxis(source.axis) ? source.axis : fail(`${at}.axis`, "expected route, call or data");
  const module = text(source.module, `${at}.module`);
  if (key !== switchKey(module, axis)) fail(`${at}.module`, `does not belong to the key ${key}`);
  return {
    key,
    module,
    axis,
    ...parseStanding(axis, source, at),
    rules: parseRules(source.rules, `${at}.rules`),
    checkRatio: whole(source.checkRatio, `${at}.checkRatio`, FULL_SHARE),
    ...parsePolicy(source, at),
    salt: source.salt === null ? null : text(source.salt, `${at}.salt`),
    version: whole(source.version, `${at}.version`),
    revision: whole(source.revision, `${at}.revision`),
  };
}

/** Of what was stored, too: a place where a switch of the axis can stand. */
export function parseStanding(axis: Axis, source: Record<string, unknown>, at: string): Standing {
  const position = text(source.position, `${at}.position`) as Position;
  if (indexOf(axis, position) < 0) fail(`${at}.position`, `not a position of ${axis}`);
  const ahead = forwardOf(axis, position);
  if (source.next !== null && source.next !== ahead)
    fail(`${at}.next`, ahead === null ? "expected null" : `expected ${ahead} or null`);
  const next = source.next === null ? null : ahead;
  return { position, next, share: whole(source.share, `${at}.share`, next === null ? 0 : FULL_SHARE) };
}

/** States kept from before these fields existed lack them. */
function parsePolicy(source: Record<string, unknown>, at: string): Pick<SnapshotSwitch, "secondaryWrites" | "paused" | "floor"> {
  const { secondaryWrites = "best-effort", paused = false, floor = null } = source;
  return {
    secondaryWrites:
      SECONDARY_WRITES.find((known) => known === secondaryWrites) ??
      fail(`${at}.secondaryWrites`, "expected best-effort or required"),
    paused: typeof paused === "boolean" ? paused : fail(`${at}.paused`, "expected true or false"),
    floor: floor === null || isStage(floor) ? floor : fail(`${at}.floor`, "expected a stage or null"),
  };
}

export function parseRules(input: unknown, at: string): Rule[] {
  return list(input, at, parseRule);
}

function parseRule(input: unknown, at: string): Rule {
  const source = record(input, at);
  const { result } = source;
  return {
    name: text(source.name, `${at}.name`),
    conditions: list(source.conditions, `${at}.conditions`, parseCondition),
    result: result === "position" || result === "next" ? result : fail(`${at}.result`, "expected position or next"),
  };
}

function parseCondition(input: unknown, at: string): Condition {
  const source = record(input, at);
  const attribute = text(source.attribute, `${at}.attribute`);
  const { operator, value, values } = source;
  switch (operator) {
    case "equals":
      return { attribute, operator, value: typeof value === "boolean" ? value : textOrNumber(value, `${at}.value`) };
    case "in":
      return { attribute, operator, values: list(values, `${at}.values`, textOrNumber) };
    case "prefix":
      return { attribute, operator, value: text(value, `${at}.value`) };
    case "semver":
      return { attribute, operator, ...rangeOf(source, at, text) };
    case "number":
      return { attribute, operator, ...rangeOf(source, at, number) };
    default:
      return fail(`${at}.operator`, "expected equals, in, prefix, semver or number");
  }
}

function rangeOf<T>({ min, max, unreadable }: Record<string, unknown>, at: string, bound: (value: unknown, at: string) => T) {
  const known = UNREADABLE.find((one) => one === unreadable);
  if (unreadable !== undefined && !known) fail(`${at}.unreadable`, "expected holds or fails");
  return {
    ...(min !== undefined && { min: bound(min, `${at}.min`) }),
    ...(max !== undefined && { max: bound(max, `${at}.max`) }),
    ...(known && { unreadable: known }),
  };
}

function textOrNumber(value: unknown, at: string): string | number {
  return typeof value === "number" ? number(value, at) : text(value, at);
}
