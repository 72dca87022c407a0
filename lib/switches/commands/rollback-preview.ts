import { backSteps } from "../../core/stages/back-steps.ts";
import { AXES } from "../../core/stages/positions.ts";
import type { JointState } from "../../core/stages/restored.ts";
import { isBehind } from "../../core/stages/rollback.ts";
import { authorise, type ProjectContext } from "../../platform/context.ts";
import { notFound } from "../../platform/errors.ts";
import type { Switch } from "../../platform/generated/prisma/client.ts";
import { environmentOf } from "../reads/environment.ts";
import { byModule, jointOf, partsOf, restoredView } from "../reads/rows.ts";
import type { RollbackPreview } from "../schema/rollback.ts";
import { targetOf, targetOfSwitch } from "./rollback-target.ts";

type Asked = { environment: string; key?: string; module?: string; to?: string | number | undefined };

/** Where a rollback of a switch, a module or all of them would go, rules and policy with it. Nothing is stored. */
export async function previewRollback(
  context: ProjectContext,
  { environment: name, key, module, to }: Asked,
): Promise<RollbackPreview> {
  const environment = await environmentOf(context, name);
  authorise(context, "project.read", environment.id);
  const where = {
    ...(key === undefined ? {} : { key }),
    ...(module === undefined && key === undefined ? { module: { archivedAt: null } } : {}),
    ...(module === undefined ? {} : { module: { key: module } }),
  };
  const rows = await context.db.switch.findMany({
    where: { projectId: context.project.id, environmentId: environment.id, ...where },
  });
  const [first] = rows;
  if (!first && key !== undefined) throw notFound("switch");
  if (!first && module !== undefined) throw notFound("module");
  const legs: RollbackPreview["legs"] = [];
  for (const own of byModule(rows).values()) {
    const target =
      key !== undefined && first
        ? await targetOfSwitch(context, first, to)
        : await targetOf(context, own, to === "old" ? to : undefined);
    if (target) legs.push(...legsOf(own, target));
  }
  return { legs };
}

function legsOf(rows: readonly Switch[], target: JointState): RollbackPreview["legs"] {
  const present = jointOf(rows);
  const [row] = rows;
  if (!row || !isBehind(present, target)) return [];
  const { module } = partsOf(row.key);
  const steps = backSteps(module, present, target);
  return AXES.flatMap((axis) => {
    const [from, to] = [present[axis], target[axis]];
    const own = steps.filter((step) => step.switch === `${module}.${axis}`);
    if (!from || !to || own.length === 0) return [];
    return [{ switch: `${module}.${axis}`, from: restoredView(from), to: restoredView(to), steps: own.length }];
  });
}
