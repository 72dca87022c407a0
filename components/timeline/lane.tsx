import { dateOf } from "@/lib/core/plan/plan-verdict.ts";
import type { MilestoneView } from "@/lib/milestones/schema.ts";
import styles from "./lane.module.css";
import { type PhaseGroup, placeOf, type Span } from "./plan.ts";

/** A milestone on the time axis: an outline where it was first planned, a diamond where it stands, the slip between. */
export function MilestoneLane({ axis, milestone }: { axis: Span; milestone: MilestoneView }) {
  if (milestone.status === "dropped") return <div className={styles.lane} />;
  const [baseline, current] = [placeOf(axis, milestone.baselineDate), placeOf(axis, dateOf(milestone))];
  const [left, right] = [Math.min(baseline, current), Math.max(baseline, current)];
  return (
    <div className={styles.lane} aria-hidden="true">
      <span className={styles.slip} style={{ left: `${left}%`, width: `${right - left}%` }} />
      <span className={styles.first} style={{ left: `${baseline}%` }} />
      <span className={milestone.status === "done" ? styles.reached : styles.planned} style={{ left: `${current}%` }} />
    </div>
  );
}

/** A phase on the time axis: an outline as first planned above, the plan as it stands below. */
export function PhaseLane({ axis, group }: { axis: Span; group: PhaseGroup }) {
  const bar = ({ from, to }: Span) => {
    const left = placeOf(axis, from);
    return { left: `${left}%`, width: `max(${placeOf(axis, to) - left}%, 6px)` };
  };
  return (
    <div className={styles.lane} aria-hidden="true">
      {group.baseline && <span className={styles.outline} style={bar(group.baseline)} />}
      {group.current && <span className={group.done ? styles.barDone : styles.bar} style={bar(group.current)} />}
    </div>
  );
}
