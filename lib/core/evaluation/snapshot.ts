import { type Axis, indexOf, isAxis, type Position } from "../stages/positions.ts";
import { FULL_SHARE, type Standing } from "../stages/state.ts";

/** A condition on one attribute of the caller's context. A missing attribute never matches. */
export type Condition =
  | { attribute: string; operator: "equals"; value: string | number | boolean }
  | { attribute: string; operator: "in"; values: (string | number)[] }
  | { attribute: string; operator: "prefix"; value: string }
  /** Half-open version range by semantic-version precedence: min ≤ value < max. */
  | { attribute: string; operator: "semver"; min?: string; max?: string }
  /** Half-open numeric range: min ≤ value < max. */
  | { attribute: string; operator: "number"; min?: number; max?: number };

/** All conditions must hold; the first rule that matches decides. */
export type Rule = { name: string; conditions: Condition[]; result: "position" | "next" };

export type SnapshotSwitch = Standing & {
  key: string;
  module: string;
  axis: Axis;
  rules: Rule[];
  /** Thousandths of a percent of subjects whose reads are compared. */
  checkRatio: number;
  /** Bucketing salt of its own; null uses the snapshot's. */
  salt: string | null;
  version: number;
  /** Environment revision in which the switch last changed. */
  revision: number;
};

/** Everything local evaluation needs for one environment. Immutable; replaced whole. */
export type Snapshot = {
  format: 1;
  project: string;
  environment: string;
  /** Revision of the last change in this environment; grows, with gaps. */
  revision: number;
  salt: string;
  switches: Record<string, SnapshotSwitch>;
};

const OPERATORS = ["equals", "in", "prefix", "semver", "number"];

/** Checks a snapshot that came over the wire or from disk. Throws a TypeError that names the faulty field. */
export function parseSnapshot(input: unknown): Snapshot {
  const source = record(input, "snapshot");
  if (source.format !== 1) throw new TypeError("snapshot.format: expected 1");
  const switches: Record<string, SnapshotSwitch> = Object.create(null);
  for (const [key, value] of Object.entries(record(source.switches, "snapshot.switches"))) {
    switches[key] = parseSwitch(key, value);
  }
  return {
    format: 1,
    project: text(source.project, "snapshot.project"),
    environment: text(source.environment, "snapshot.environment"),
    revision: whole(source.revision, "snapshot.revision"),
    salt: text(source.salt, "snapshot.salt"),
    switches,
  };
}

function parseSwitch(key: string, input: unknown): SnapshotSwitch {
  const at = `snapshot.switches.${key}`;
  const source = record(input, at);
  if (!isAxis(source.axis)) throw new TypeError(`${at}.axis: expected route, call or data`);
  const axis = source.axis;
  const share = whole(source.share, `${at}.share`);
  if (share >= FULL_SHARE) throw new TypeError(`${at}.share: expected 0 to ${FULL_SHARE - 1}`);
  return {
    key,
    module: text(source.module, `${at}.module`),
    axis,
    position: position(axis, source.position, `${at}.position`),
    next: source.next === null ? null : position(axis, source.next, `${at}.next`),
    share,
    rules: list(source.rules, `${at}.rules`).map((rule, index) => parseRule(rule, `${at}.rules[${index}]`)),
    checkRatio: whole(source.checkRatio, `${at}.checkRatio`),
    salt: source.salt === null ? null : text(source.salt, `${at}.salt`),
    version: whole(source.version, `${at}.version`),
    revision: whole(source.revision, `${at}.revision`),
  };
}

function parseRule(input: unknown, at: string): Rule {
  const source = record(input, at);
  if (source.result !== "position" && source.result !== "next") throw new TypeError(`${at}.result: expected position or next`);
  const conditions = list(source.conditions, `${at}.conditions`).map((value, index) => {
    const condition = record(value, `${at}.conditions[${index}]`);
    text(condition.attribute, `${at}.conditions[${index}].attribute`);
    if (!OPERATORS.includes(condition.operator as string)) throw new TypeError(`${at}.conditions[${index}].operator: unknown`);
    return condition as unknown as Condition;
  });
  return { name: text(source.name, `${at}.name`), conditions, result: source.result };
}

function position(axis: Axis, value: unknown, at: string): Position {
  if (typeof value !== "string" || indexOf(axis, value) < 0) throw new TypeError(`${at}: not a position of ${axis}`);
  return value as Position;
}

function record(value: unknown, at: string): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new TypeError(`${at}: expected an object`);
  return value as Record<string, unknown>;
}

function list(value: unknown, at: string): unknown[] {
  if (!Array.isArray(value)) throw new TypeError(`${at}: expected a list`);
  return value;
}

function text(value: unknown, at: string): string {
  if (typeof value !== "string") throw new TypeError(`${at}: expected text`);
  return value;
}

function whole(value: unknown, at: string): number {
  if (!Number.isSafeInteger(value) || (value as number) < 0) throw new TypeError(`${at}: expected a whole number`);
  return value as number;
}
