import { AXES, switchKey } from "../../core/stages/positions.ts";
import { initialStanding } from "../../core/stages/state.ts";
import { inTransaction, lockProject, type ProjectContext } from "../../platform/context.ts";
import { publish } from "../../snapshot/commands/publish.ts";

/**
 * Gives every module of the project its three switches, at their first position, in every environment that
 * lacks them. Call it inside the transaction that created a module or an environment; the caller authorises.
 */
export async function createSwitches(context: ProjectContext): Promise<void> {
  await inTransaction(context, async (inside) => {
    const { db, project, actor, now } = inside;
    // A module and an environment created at once see each other: whoever comes second waits here, then reads.
    await lockProject(inside);
    const modules = await db.module.findMany({
      where: { projectId: project.id },
      select: { id: true, key: true, switches: { select: { environmentId: true, axis: true } } },
    });
    const environments = await db.environment.findMany({ where: { projectId: project.id }, select: { id: true } });
    const missing = modules.flatMap((module) => {
      const known = new Set(module.switches.map(({ environmentId, axis }) => `${environmentId} ${axis}`));
      return environments.flatMap(({ id: environmentId }) =>
        AXES.filter((axis) => !known.has(`${environmentId} ${axis}`)).map((axis) => ({ module, environmentId, axis })),
      );
    });
    if (missing.length === 0) return;

    const revision = await publish(inside, project.id, [...new Set(missing.map(({ environmentId }) => environmentId))]);
    const rows = await db.switch.createManyAndReturn({
      data: missing.map(({ module, environmentId, axis }) => ({
        projectId: project.id,
        environmentId,
        moduleId: module.id,
        axis,
        key: switchKey(module.key, axis),
        ...initialStanding(axis),
        revision,
        updatedAt: now,
      })),
    });
    await db.switchChange.createMany({
      data: rows.map((row) => ({
        switchId: row.id,
        version: row.version,
        revision,
        at: now,
        act: "created",
        position: row.position,
        next: row.next,
        share: row.share,
        rules: [],
        checkRatio: row.checkRatio,
        held: row.held,
        actorKind: actor.kind,
        actorId: actor.id,
        actorName: actor.name,
      })),
    });
  });
}
