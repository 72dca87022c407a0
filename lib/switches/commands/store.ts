import { wayOf } from "../../core/stages/course.ts";
import type { SwitchState } from "../../core/stages/module.ts";
import type { Gate } from "../../core/stages/move.ts";
import type { ProjectContext } from "../../platform/context.ts";
import type { Switch } from "../../platform/generated/prisma/client.ts";
import { partsOf, standingOf, stateOf, warningsIn } from "../reads/rows.ts";
import type { ChangeView } from "../schema/change.ts";
import type { Changed } from "../schema/outcome.ts";
import { applied } from "./applied.ts";
import type { Locked } from "./lock.ts";
import { overtake } from "./overtake.ts";

export type NewState = {
  act: ChangeView["act"];
  state: SwitchState;
  reason?: string | undefined;
  link?: string | undefined;
  gates?: readonly Gate[];
  /** Why failed gates were passed. */
  override?: string | undefined;
  /** The plan it is a step of. */
  plan?: string | undefined;
};

/**
 * Takes down the next state of a locked switch, with its history, its audit and the end of what was made for the state
 * before. The caller has decided; it is stored, and gets its revision, when the locked modules are written.
 */
export function store(context: ProjectContext, locked: Locked, row: Switch, next: NewState): Changed {
  const { actor, now } = context;
  const { environment, journal } = locked;
  const version = row.version + 1;
  const fields = fieldsOf(next.state);
  const reason = next.reason || null;
  const plan = next.plan ?? null;
  const { module, axis } = partsOf(row.key);
  const before = stateOf(row);
  const { rules, held, secondaryWrites, paused, checkRatio } = fields;
  const change = {
    switch: row.key,
    module,
    axis,
    environment: environment.key,
    version,
    revision: 0,
    at: now.toISOString(),
    act: next.act,
    direction: wayOf(before, next.state),
    from: standingOf(row),
    to: standingOf(fields),
    held,
    secondaryWrites,
    paused,
    checkRatio,
    rules,
    replaced: { rules: [...before.rules], secondaryWrites: before.secondaryWrites, checkRatio: before.checkRatio },
    actor,
    reason,
    link: next.link ?? null,
    gates: [...(next.gates ?? [])],
    override: next.override ?? null,
    plan,
  };
  const changed = { version, revision: 0, change, plan: null, warnings: warningsIn(rules) };
  journal.steps.push({ id: row.id, changed });
  audit(locked, row, { ...next, version, fields, reason });
  overtake(context, locked, row, { act: next.act, version, plan });
  applied(locked, row, next.state);
  return changed;
}

function fieldsOf({ position, next, share, held, secondaryWrites, paused, rules, checkRatio }: SwitchState) {
  return { position, next, share, held, secondaryWrites, paused, rules: [...rules], checkRatio };
}

type Told = Omit<NewState, "reason"> & { version: number; fields: ReturnType<typeof fieldsOf>; reason: string | null };

/** Where it stands is told of every change, the rest of what it is made of only where it changed. */
function audit({ environment, journal }: Locked, row: Switch, told: Told): void {
  const { rules, checkRatio, secondaryWrites, paused, ...place } = told.fields;
  const extras = { rules, checkRatio, secondaryWrites, paused } as Record<string, unknown>;
  const stored = row as unknown as Record<string, unknown>;
  const changed = Object.keys(extras).filter((name) => JSON.stringify(extras[name]) !== JSON.stringify(stored[name]));
  const pick = (source: Record<string, unknown>) => Object.fromEntries(changed.map((name) => [name, source[name]]));
  const before = { ...standingOf(row), held: row.held, version: row.version };
  const failed = told.gates?.filter((gate) => !gate.passed).map(({ rule, message }) => ({ rule, message }));
  const passed = told.override === undefined ? {} : { override: told.override, gates: failed };
  journal.entries.push({
    act: `switch.${told.act}`,
    targetKind: "switch",
    targetKey: row.key,
    environment: environment.key,
    before: { ...before, ...pick(stored) },
    after: { ...place, version: told.version, ...pick(extras), ...passed },
    reason: told.reason,
  });
}
