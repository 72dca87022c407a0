import type { MilestoneView } from "@/lib/milestones/schema.ts";
import type { PhaseView } from "@/lib/phases/schema.ts";

/** Milestones and phases as their forms hold them. */

export type MilestoneDraft = {
  phase: string;
  name: string;
  owner: string;
  baselineDate: string;
  currentDate: string;
  status: string;
  /** Of this change, not of the milestone. */
  reason: string;
};

export function milestoneDraft({ phase, name, owner, baselineDate, currentDate, status }: MilestoneView): MilestoneDraft {
  return { phase, name, owner, baselineDate, currentDate, status, reason: "" };
}

type MilestoneBody = Partial<Omit<MilestoneDraft, "status"> & { status: MilestoneView["status"] }>;

/** The changed fields as the API takes them; why is said of a new baseline alone. */
export function milestoneBody({ status, reason, ...rest }: Partial<MilestoneDraft>): MilestoneBody {
  return {
    ...rest,
    ...(status === undefined ? {} : { status: status as MilestoneView["status"] }),
    ...(reason?.trim() && rest.baselineDate !== undefined ? { reason: reason.trim() } : {}),
  };
}

export type PhaseDraft = { name: string; goal: string; position: string };

export function phaseDraft({ name, goal, position }: PhaseView): PhaseDraft {
  return { name, goal, position: String(position) };
}

/** The changed fields as the API takes them. */
export function phaseBody({ position, ...rest }: Partial<PhaseDraft>): { name?: string; goal?: string; position?: number } {
  return { ...rest, ...(position === undefined ? {} : { position: Number(position) }) };
}
