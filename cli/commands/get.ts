import { forwardOf, type Position, parseSwitchKey } from "../../lib/core/stages/positions.ts";
import type { PlanView } from "../../lib/plans/schema.ts";
import type { RecoveryView } from "../../lib/switches/schema/recovery.ts";
import type { HealthVerdict } from "../../lib/switches/schema/standings.ts";
import type { SwitchView } from "../../lib/switches/schema/switch.ts";
import { describeSwitch } from "../describe.ts";
import type { Answer, Output } from "../output.ts";
import type { Place, Session } from "../session.ts";
import { readSwitches, type Target, targetOf } from "../switches.ts";
import { printTable } from "../table.ts";
import { inEffectText, marksOf, standingText, stepText } from "../words.ts";

const HEAD = ["SWITCH", "STANDS AT", "NOTE", "VERSION", "IN EFFECT", "NEXT MOVE"];

/** A table of switches, or everything about one. */
export async function get(session: Session, name: string | undefined): Promise<Answer> {
  const target = targetOf(name);
  const place = await session.place();
  const views = await readSwitches(session, place, target);
  const [only] = views;
  const [recovery, health] = session.out.json
    ? [null, null]
    : await Promise.all([recoveryText(session, place), healthText(session, place, target)]);
  return {
    document: target.kind === "switch" ? only : { items: views },
    tell: (out) => {
      out.print(place.title, "dim");
      if (recovery) out.print(recovery, "bold");
      if (health) out.print(health);
      if (!only) out.print("No switches yet. A module brings three: create one in the console.");
      else if (target.kind === "switch") describeSwitch(out, only, Date.now());
      else showAll(out, views);
    },
  };
}

/** How the modules shown do; the console decides, as for its own pages. */
async function healthText({ console }: Session, { path }: Place, target: Target): Promise<string | null> {
  const module = target.kind === "all" ? null : target.kind === "module" ? target.module : parseSwitchKey(target.key)?.module;
  const query = module ? `?module=${encodeURIComponent(module)}` : "";
  // Where switches stand is told all the same when figures cannot be had.
  const answer = await console.get<HealthVerdict>(`${path}/health${query}`).catch(() => null);
  return answer?.headline?.sentence ?? null;
}

/** While nothing moves because the database was restored: why, and what is waited for. */
async function recoveryText({ console }: Session, { projectPath, environment }: Place): Promise<string | null> {
  const { items } = await console.get<{ items: RecoveryView[] }>(`${projectPath}/recoveries`);
  const found = items.find((one) => one.environment === environment);
  if (!found) return null;
  const waits = found.waitsFor.map(({ instance }) => instance).join(", ");
  const differ = found.modules.map(({ module }) => module).join(", ");
  const next = waits
    ? `Waits for ${waits} to say what it acts on.`
    : differ
      ? `Instances act on something else in ${differ}: decide in the console.`
      : `It ends by itself after ${found.until}.`;
  return `The database was restored from an older copy at ${found.since} (${found.cause}). Nothing moves. ${next}`;
}

function showAll(out: Output, views: readonly SwitchView[]): void {
  const rows = views.map((view) => [
    view.key,
    standingText(view),
    marksOf(view),
    `v${view.version}`,
    inEffectText(view.propagation),
    nextText(view),
  ]);
  printTable(out, HEAD, rows, (row) => (views[row]?.held ? "bold" : "plain"));
  const plans = new Map(views.flatMap((view) => view.plans.map((plan) => [plan.id, plan])));
  for (const plan of plans.values()) out.tell(planText(plan), 2);
}

/** The next position toward the new system, and the rules that refuse it as things are. */
function nextText(view: SwitchView): string {
  const forward = view.next ?? forwardOf(view.axis, view.position as Position);
  const move = view.moves.find(({ target }) => target === forward);
  if (!move) return "";
  const rules = [...new Set(move.refusals.map(({ rule }) => rule))];
  return rules.length === 0 ? `${move.target}` : `${move.target}: ${rules.join(", ")}`;
}

function planText({ kind, module, done, steps, waitsFor }: PlanView): string {
  const next = steps[done];
  const waits = waitsFor.map(({ message }) => message).join(" ");
  return `${kind} of ${module}: ${done} of ${steps.length} steps stored${next ? `, next ${stepText(next)}` : ""}. ${waits}`;
}
