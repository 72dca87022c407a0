import type { z } from "zod";
import type { scheduleBodySchema } from "../../plans/schema.ts";
import type { changeBodySchema, lockstepBodySchema, restoreBodySchema, undoBodySchema } from "./change.ts";

export type ChangeBody = z.input<typeof changeBodySchema>;
export type LockstepBody = z.input<typeof lockstepBodySchema>;
export type ScheduleBody = z.input<typeof scheduleBodySchema>;
export type RestoreBody = z.input<typeof restoreBodySchema>;
export type UndoBody = z.input<typeof undoBodySchema>;
