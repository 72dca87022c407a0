import type { Level } from "../lib/core/stages/friction.ts";
import type { PlanView } from "../lib/plans/schema.ts";
import type { SwitchView } from "../lib/switches/schema/switch.ts";
import type { Output } from "./output.ts";
import { refusalLines } from "./refusals.ts";
import {
  ageText,
  besideTexts,
  changeText,
  inEffectText,
  marksOf,
  standingText,
  stepText,
  timeText,
  warningText,
} from "./words.ts";

const COLUMN = 14;

/** Prints everything about one switch. `now` in wall-clock milliseconds. */
export function describeSwitch(out: Output, view: SwitchView, now: number): void {
  const { axis, secondaryWrites, lastChange, rollbackTo, missed } = view;
  const fact = (name: string, text: string) => out.tell(`  ${name.padEnd(COLUMN - 2)}${text}`, COLUMN);
  out.print(view.key, "bold");
  fact("stands at", [standingText(view), marksOf(view)].filter((part) => part !== "").join(", "));
  fact("version", `${view.version} (revision ${view.revision})`);
  if (axis === "data") fact("writes", `the second store is ${secondaryWrites === "required" ? "required" : "best-effort"}`);
  for (const [index, line] of propagationLines(view.propagation, now).entries()) fact(index === 0 ? "in effect" : "", line);
  if (lastChange) {
    fact("last change", `${timeText(lastChange.at)}, ${ageText(lastChange.at, now)} ago`);
    fact("", changeText(lastChange));
  }
  for (const [index, warning] of view.warnings.entries()) fact(index === 0 ? "warnings" : "", warningText(warning));
  if (missed) fact("old store", `misses ${missed.writes} writes since ${timeText(missed.since)}`);
  if (rollbackTo) {
    fact("way back", `${standingText(rollbackTo)}, as of ${timeText(rollbackTo.since)}`);
    for (const line of besideTexts(view, rollbackTo)) fact("", line);
    fact("", `switchyard rollback ${view.key}`);
  }
  for (const plan of view.plans) for (const [index, line] of planLines(plan).entries()) fact(index === 0 ? plan.kind : "", line);
  for (const [index, move] of movesWorthTelling(view).entries()) {
    fact(
      index === 0 ? "moves" : "",
      `${move.target}: ${move.direction}, ${move.refusals.length > 0 ? "refused" : ASKS[move.level]}`,
    );
    for (const line of refusalLines(move.refusals)) out.tell(`${" ".repeat(COLUMN)}  ${line}`, COLUMN + 2, "dim");
  }
}

const ASKS: Record<Level, string> = {
  R: "at once",
  0: "at once",
  1: "as soon as it is asked for",
  2: "asks for a reason",
  3: "asks for a reason and the module's key",
};

/** Positions further off are refused for that alone; nobody needs to read it each time. */
function movesWorthTelling({ moves }: SwitchView): SwitchView["moves"] {
  return moves.filter(({ refusals }) => !refusals.some(({ rule }) => rule === "adjacent"));
}

function propagationLines(propagation: SwitchView["propagation"], now: number): string[] {
  if (propagation.of === 0) return ["nobody has registered"];
  const waiting = propagation.waiting.map(
    ({ service, instance, revision, acknowledgedAt, silent }) =>
      `waits for ${service} ${instance}: revision ${revision}, ${silent ? "silent" : "heard"} ${ageText(acknowledgedAt, now)} ago`,
  );
  return [`at ${inEffectText(propagation)} instances`, ...waiting];
}

function planLines({ done, steps, waitsFor }: PlanView): string[] {
  const todo = steps.slice(done).map(stepText).join(", then ");
  return [
    `${done} of ${steps.length} steps stored${todo ? `; next ${todo}` : ""}`,
    ...refusalLines(waitsFor).map((line) => `waits: ${line}`),
  ];
}
