import type { z } from "zod";
import { record } from "../audit/commands.ts";
import { staleWrite } from "../audit/reads/trail.ts";
import { changedFields } from "../core/plan/changed-fields.ts";
import { environmentRow } from "../environments/reads.ts";
import { authorise, inTransaction, type ProjectContext } from "../platform/context.ts";
import { AppError, invalid } from "../platform/errors.ts";
import { windowRow, windowView } from "./reads.ts";
import type { WindowView, windowBodySchema, windowPatchSchema } from "./schema.ts";

/** Adds a freeze window over one environment or over all. */
export async function createWindow(context: ProjectContext, input: z.infer<typeof windowBodySchema>): Promise<WindowView> {
  authorise(context, "window.edit");
  const span = spanOf(input);
  if (span.endsAt <= context.now)
    throw invalid("The window has ended already.", [{ path: "endsAt", message: "lies in the past" }]);
  return inTransaction(context, async (inside) => {
    const { db, project, now } = inside;
    const environmentId = input.environment === null ? null : (await environmentRow(inside, input.environment)).id;
    authoriseFor(inside, environmentId);
    const { id } = await db.freezeWindow.create({
      data: { projectId: project.id, environmentId, ...span, reason: input.reason, createdAt: now },
    });
    const view = windowView(await windowRow(inside, id), now);
    await record(inside, { ...target(view), act: "window.create", before: null, after: stored(view) });
    return view;
  });
}

/** Moves a freeze window or says another reason; what it covers stays. */
export async function updateWindow(
  context: ProjectContext,
  input: { window: string } & z.infer<typeof windowPatchSchema>,
): Promise<WindowView> {
  authorise(context, "window.edit");
  const { window: id, expectedVersion, startsAt, endsAt, reason } = input;
  return inTransaction(context, async (inside) => {
    const row = await windowRow(inside, id);
    authoriseFor(inside, row.environmentId);
    const view = windowView(row, inside.now);
    if (row.version !== expectedVersion) throw await stale(inside, id, expectedVersion);
    const changed = changedFields(stored(view), { startsAt: utc(startsAt), endsAt: utc(endsAt), reason });
    if (!changed) return view;
    const { count } = await inside.db.freezeWindow.updateMany({
      where: { id, version: expectedVersion },
      data: {
        ...spanOf({ ...view, ...changed.after }),
        reason: changed.after.reason ?? view.reason,
        version: { increment: 1 },
      },
    });
    if (count !== 1) throw await stale(inside, id, expectedVersion);
    await record(inside, { ...target(view), act: "window.update", ...changed });
    return windowView(await windowRow(inside, id), inside.now);
  });
}

export async function deleteWindow(context: ProjectContext, input: { window: string; expectedVersion: number }): Promise<void> {
  authorise(context, "window.edit");
  const { window: id, expectedVersion } = input;
  return inTransaction(context, async (inside) => {
    const row = await windowRow(inside, id);
    authoriseFor(inside, row.environmentId);
    const { count } = await inside.db.freezeWindow.deleteMany({ where: { id, version: expectedVersion } });
    if (count !== 1) throw await stale(inside, id, expectedVersion);
    const view = windowView(row, inside.now);
    await record(inside, { ...target(view), act: "window.delete", before: stored(view), after: null });
  });
}

/** A token of one environment has no say over a window that covers others. */
function authoriseFor(context: ProjectContext, environmentId: string | null): void {
  if (environmentId !== null) {
    authorise(context, "window.edit", environmentId);
  } else if (context.project.environmentId !== null) {
    throw new AppError("forbidden", "This token belongs to one environment; the window covers all of them.", {
      act: "window.edit",
    });
  }
}

function target({ id, environment }: WindowView) {
  return { targetKind: "window", targetKey: id, ...(environment === null ? {} : { environment }) };
}

type Stored = Pick<WindowView, "startsAt" | "endsAt" | "reason">;

/** The part of a window that can change. */
function stored({ startsAt, endsAt, reason }: WindowView): Stored {
  return { startsAt, endsAt, reason };
}

function utc(moment: string | undefined): string | undefined {
  return moment === undefined ? undefined : new Date(moment).toISOString();
}

function spanOf(wanted: { startsAt: string; endsAt: string }): { startsAt: Date; endsAt: Date } {
  const [startsAt, endsAt] = [new Date(wanted.startsAt), new Date(wanted.endsAt)];
  if (endsAt > startsAt) return { startsAt, endsAt };
  throw invalid("The window would end before it begins.", [{ path: "endsAt", message: "expected a time after startsAt" }]);
}

async function stale(context: ProjectContext, id: string, expected: number): Promise<AppError> {
  const current = windowView(await windowRow(context, id), context.now);
  return staleWrite(context, { kind: "window", key: id, label: `the window “${current.reason}”` }, expected, current);
}
