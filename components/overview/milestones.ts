import type { MilestoneView } from "@/lib/milestones/schema.ts";

/** Milestones still ahead, the nearest first. */
export function ahead(milestones: readonly MilestoneView[]): MilestoneView[] {
  return milestones
    .filter(({ status }) => status === "planned" || status === "active")
    .sort((a, b) => a.currentDate.localeCompare(b.currentDate));
}
