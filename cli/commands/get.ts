import { forwardOf, type Position } from "../../lib/core/stages/positions.ts";
import type { SwitchView } from "../../lib/switches/schema.ts";
import { refusalLines } from "../failure.ts";
import type { Output } from "../output.ts";
import type { Session } from "../session.ts";
import { readSwitches, targetOf } from "../switches.ts";
import { tableLines } from "../table.ts";
import { ageText, changeText, inEffectText, marksOf, standingText, stepText, timeText } from "../words.ts";

const HEAD = ["SWITCH", "STANDS AT", "NOTE", "VERSION", "IN EFFECT", "NEXT MOVE"];

/** Prints a table of switches, or everything about one. */
export async function get(session: Session, name: string | undefined): Promise<void> {
  const { out } = session;
  const target = targetOf(name);
  const place = await session.place();
  const views = await readSwitches(session, place, target);
  if (out.json) return out.document(target.kind === "switch" ? views[0] : { items: views });
  out.print(`${place.project} · ${place.environment}`, "dim");
  if (target.kind === "switch") for (const view of views) showOne(out, view, Date.now());
  else showAll(out, views);
}

function showAll(out: Output, views: readonly SwitchView[]): void {
  if (views.length === 0) {
    out.print("No switches yet. A module brings three: create one in the console.");
    return;
  }
  const rows = views.map((view) => [
    view.key,
    standingText(view),
    marksOf(view),
    `v${view.version}`,
    inEffectText(view.propagation),
    nextText(view),
  ]);
  const [head = "", ...lines] = tableLines(HEAD, rows, out.width);
  out.print(head, "dim");
  for (const [index, line] of lines.entries()) out.print(line, views[index]?.held ? "bold" : "plain");
  const plans = new Map(views.flatMap((view) => view.plans.map((plan) => [plan.id, plan])));
  for (const plan of plans.values()) {
    const next = plan.steps[plan.done];
    const waits = plan.waitsFor[0]?.message ?? "";
    out.print(
      `${plan.kind} of ${plan.module}: ${plan.done} of ${plan.steps.length} steps stored${next ? `, next ${stepText(next)}` : ""}. ${waits}`,
    );
  }
}

/** The next position toward the new system, and the rules that refuse it as things are. */
function nextText(view: SwitchView): string {
  const forward = view.next ?? forwardOf(view.axis, view.position as Position);
  const move = view.moves.find(({ target }) => target === forward);
  if (!move) return "";
  const rules = [...new Set(move.refusals.map(({ rule }) => rule))];
  return rules.length === 0 ? `${move.target}` : `${move.target} refused: ${rules.join(", ")}`;
}

function showOne(out: Output, view: SwitchView, now: number): void {
  const { propagation, lastChange, rollbackTo, missed } = view;
  const fact = (name: string, text: string) => out.print(`  ${name.padEnd(11)} ${text}`);
  out.print(view.key, "bold");
  fact("stands at", [standingText(view), marksOf(view)].filter((part) => part !== "").join(", "));
  fact("version", `${view.version} (revision ${view.revision})`);
  if (view.axis === "data")
    fact("writes", `both stores ${view.secondaryWrites === "required" ? "required" : "tried, the second best-effort"}`);
  fact("in effect", propagation.of === 0 ? "nobody has registered" : `at ${inEffectText(propagation)} instances`);
  for (const { service, instance, revision, acknowledgedAt, silent } of propagation.waiting) {
    fact(
      "",
      `waits for ${service} ${instance}: revision ${revision}, ${silent ? "silent" : "heard"} ${ageText(acknowledgedAt, now)} ago`,
    );
  }
  if (lastChange)
    fact("last change", `${timeText(lastChange.at)} (${ageText(lastChange.at, now)} ago) ${changeText(lastChange)}`);
  if (missed) fact("old store", `misses ${missed.writes} writes since ${timeText(missed.since)}`);
  if (rollbackTo)
    fact("way back", `${standingText(rollbackTo)}, of ${timeText(rollbackTo.since)}: switchyard rollback ${view.key}`);
  for (const plan of view.plans) {
    fact(plan.kind, `${plan.done} of ${plan.steps.length} steps stored: ${plan.steps.map(stepText).join(", ")}`);
    for (const line of refusalLines(plan.waitsFor)) fact("", `waits: ${line}`);
  }
  out.print("  moves");
  for (const { target, direction, level, refusals } of view.moves) {
    const asks = level === "R" ? "one step back" : `level ${level}`;
    out.print(`    ${target.padEnd(9)} ${direction}, ${refusals.length === 0 ? asks : "refused"}`);
    for (const line of refusalLines(refusals)) out.print(`      ${line}`, "dim");
  }
}
