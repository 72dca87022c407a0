import { wayOf } from "../../core/stages/course.ts";
import { pinsOf, sendsAhead } from "../../core/stages/module.ts";
import type { SecondaryWrites } from "../../core/stages/secondary-writes.ts";
import type { ProjectContext } from "../../platform/context.ts";
import type { SwitchRow } from "../schema/standings.ts";
import type { EnvironmentRow } from "./environment.ts";
import { partsOf, rulesOf, standingOf } from "./rows.ts";

type StoredRow = {
  key: string;
  position: string;
  next: string | null;
  share: number;
  rules: unknown;
  secondaryWrites: SecondaryWrites;
  held: boolean;
  version: number;
  revision: number;
  at: Date;
  act: NonNullable<SwitchRow["change"]>["act"];
  by: string;
  fromPosition: string | null;
  fromNext: string | null;
  fromShare: number | null;
  fromRules: unknown;
};

/** Where every switch of an environment stands, by key. */
export async function standings({ db, project }: ProjectContext, environment: EnvironmentRow): Promise<SwitchRow[]> {
  const rows = await db.$queryRaw<StoredRow[]>`
    SELECT s.key, s.position, s.next, s.share, s.rules, s.secondary_writes AS "secondaryWrites", s.held, s.version,
           s.revision::float8 AS revision, c.at, c.act, c.actor_name AS by,
           p.position AS "fromPosition", p.next AS "fromNext", p.share AS "fromShare", p.rules AS "fromRules"
    FROM switches s
    JOIN switch_changes c ON c.switch_id = s.id AND c.version = s.version
    LEFT JOIN switch_changes p ON p.switch_id = s.id AND p.version = s.version - 1
    JOIN modules m ON m.id = s.module_id AND m.archived_at IS NULL
    WHERE s.project_id = ${project.id}::uuid AND s.environment_id = ${environment.id}::uuid
    ORDER BY s.key`;
  return rows.map(rowOf);
}

/** Changes whenever the answer of `standings` does, and costs next to nothing. */
export async function standingsMark({ db, project }: ProjectContext, environment: EnvironmentRow): Promise<string> {
  // Versions only grow, and a module takes all its switches with it; which ones are out of sight shows in their number
  // and in when one last went.
  const [row] = await db.$queryRaw<{ mark: string }[]>`
    SELECT concat_ws('.', count(*), coalesce(sum(version), 0), coalesce(max(revision), 0),
             (SELECT concat_ws('.', count(*), max(extract(epoch FROM archived_at)))
              FROM modules WHERE project_id = ${project.id}::uuid AND archived_at IS NOT NULL)) AS mark
    FROM switches WHERE environment_id = ${environment.id}::uuid`;
  return row?.mark ?? "";
}

function rowOf({ key, at, act, by, fromPosition, fromNext, fromShare, fromRules, ...row }: StoredRow): SwitchRow {
  const { module, axis } = partsOf(key);
  const to = standingOf(row);
  const rules = rulesOf(row.rules);
  const from =
    fromPosition === null || fromShare === null ? null : standingOf({ position: fromPosition, next: fromNext, share: fromShare });
  const direction = from
    ? wayOf({ axis, ...from, rules: fromRules === null ? [] : rulesOf(fromRules) }, { axis, ...to, rules })
    : "none";
  return {
    key,
    module,
    axis,
    ...to,
    secondaryWrites: row.secondaryWrites,
    pins: pinsOf(rules).length,
    ...(sendsAhead(rules) ? { ahead: true as const } : {}),
    held: row.held,
    version: row.version,
    revision: row.revision,
    change: act === "created" ? null : { at: at.toISOString(), act, direction, from, by },
  };
}
