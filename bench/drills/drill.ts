import type { Report } from "./readers.ts";
import type { World } from "./world.ts";

/** What a drill found, printed as a line of JSON. */
export type Finding = {
  drill: string;
  /** How long the fault lasted. */
  seconds: number;
  reads: number;
  failed: number;
  wrong: number;
  /** From the end of the fault until everything is as it was. */
  recoverySeconds: number;
  bounds: { failed: number; wrong: number; recoverySeconds: number };
  holds: boolean;
  /** The first thing that went wrong, or how the fault was made. */
  note?: string;
};

/** Makes one fault last for `seconds` in a world of its own, under load. */
export type Drill = {
  name: string;
  recoverySeconds: number;
  run: (world: World, seconds: number) => Promise<{ reports: Report[]; recoverySeconds: number; note?: string }>;
};

export async function perform(drill: Drill, world: World, seconds: number): Promise<Finding> {
  const { reports, recoverySeconds, note } = await drill.run(world, seconds);
  const sum = (of: (report: Report) => number) => reports.reduce((total, report) => total + of(report), 0);
  const [reads, failed, wrong] = [sum((each) => each.reads), sum((each) => each.failed), sum((each) => each.wrong)];
  const bounds = { failed: 0, wrong: 0, recoverySeconds: drill.recoverySeconds };
  const first = reports.find(({ problem }) => problem !== null)?.problem ?? note;
  return {
    drill: drill.name,
    seconds,
    reads,
    failed,
    wrong,
    recoverySeconds: Math.round(recoverySeconds * 10) / 10,
    bounds,
    holds: reads > 0 && failed === 0 && wrong === 0 && recoverySeconds <= drill.recoverySeconds,
    ...(first ? { note: first } : {}),
  };
}
