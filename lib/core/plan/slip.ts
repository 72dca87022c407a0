import { daysBetween } from "./days.ts";

export const MILESTONE_STATUSES = ["planned", "active", "done", "dropped"] as const;
type MilestoneStatus = (typeof MILESTONE_STATUSES)[number];

export type MilestoneDates = {
  status: MilestoneStatus;
  baselineDate: string;
  currentDate: string;
  /** The day it was reached; null unless done. */
  doneDate: string | null;
};

/** Days later than the baseline, negative when earlier: as planned now, or as it turned out. */
export function slipDays({ baselineDate, currentDate, doneDate }: MilestoneDates): number {
  return daysBetween(baselineDate, doneDate ?? currentDate);
}

/** True when its date has passed and it is neither done nor dropped. */
export function isOverdue({ status, currentDate }: MilestoneDates, today: string): boolean {
  return (status === "planned" || status === "active") && currentDate < today;
}
