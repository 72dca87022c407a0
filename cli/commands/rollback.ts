import { firstPosition } from "../../lib/core/stages/positions.ts";
import type { PlanView } from "../../lib/plans/schema.ts";
import type { ChangeView } from "../../lib/switches/schema/change.ts";
import type { Changed } from "../../lib/switches/schema/outcome.ts";
import type { RollbackPreview } from "../../lib/switches/schema/rollback.ts";
import { PATIENCE } from "../connection.ts";
import { EXIT } from "../exit.ts";
import { Failure, usage } from "../failure.ts";
import { follow } from "../follow.ts";
import type { Answer, Output } from "../output.ts";
import { refusalLines } from "../refusals.ts";
import type { Place, Session } from "../session.ts";
import { switchPath, targetOf } from "../switches.ts";
import { besideTexts, standingText, stepText } from "../words.ts";
import { rollbackProject } from "./rollback-project.ts";

export type RollbackFlags = { all?: string; to?: string; reason?: string; wait?: boolean; preview?: boolean };
type RolledBack = { changes: Changed[]; plans: PlanView[] };

/**
 * Takes a switch, a module or every module of the environment back, and holds it. Asks nothing. Prints what was stored
 * and what is to come, and follows that to its end unless told not to wait. With `preview` it only tells.
 */
export async function rollback(session: Session, name: string | undefined, flags: RollbackFlags): Promise<Answer> {
  const { out } = session;
  if ((name === undefined) === (flags.all === undefined))
    throw usage("Roll back what?", "Name a switch or a module, or --all <project> for every module of the environment.");
  const place = await session.place(PATIENCE.back);
  if (flags.all !== undefined && flags.all !== place.project)
    throw usage(`--all ${flags.all}: the project is ${place.project}.`, "Name the project whose modules all go back.");
  out.say(place.title);
  const { path, body } = requestOf(place, name, flags);
  if (flags.preview) return preview(session, place, path, flags.to);
  if (flags.all !== undefined) return rollbackProject(session, place, { path, body, wait: flags.wait !== false });
  const { changes, plans } = await session.console.post<RolledBack>(path, body, PATIENCE.back);
  for (const { change } of changes) for (const line of storedLines(change)) out.tellAhead(line, "good");
  const ended = flags.wait === false ? plans : await followPlans(session, place, plans);
  const end = ended.find(({ state }) => state === "failed" || state === "cancelled");
  return {
    document: { changes, plans: ended },
    failure: end ? stuck(end) : null,
    tell: () => {
      if (end) return;
      if (ended.some(({ state }) => state === "waiting")) out.print("The worker goes on; `switchyard get` shows how far it is.");
      else if (flags.to === undefined && changes.some(({ change }) => isFarther(change)))
        out.say("Further back: the same with --to old, or off for a data switch.");
    },
  };
}

/** Where each switch would go, and what would change besides. */
async function preview({ console }: Session, { environment }: Place, path: string, to?: string): Promise<Answer> {
  const asked = new URLSearchParams({
    ...(path.includes("/environments/") ? {} : { environment }),
    ...(to === undefined ? {} : { to }),
  });
  const { legs } = await console.get<RollbackPreview>(`${path}?${asked}`, PATIENCE.back);
  return { document: { legs }, tell: (out) => tellLegs(out, legs) };
}

function tellLegs(out: Output, legs: RollbackPreview["legs"]): void {
  if (legs.length === 0) out.print("There is nothing behind the present state.");
  for (const leg of legs) {
    const steps = leg.steps === 1 ? "in one step" : `in ${leg.steps} steps`;
    out.print(`${leg.switch} would go from ${standingText(leg.from)} to ${standingText(leg.to)}, ${steps}.`);
    for (const line of besideTexts(leg.from, leg.to)) out.print(`  ${line}`);
  }
}

function storedLines(change: ChangeView): string[] {
  const { switch: key, from, to, replaced, held, version, revision } = change;
  const moved = from && standingText(from) !== standingText(to) ? `, moved from ${standingText(from)}` : "";
  const stands = `${key} stands at ${standingText(to)}${moved}${held ? ", held" : ""} (v${version}, revision ${revision}).`;
  return [stands, ...(replaced ? besideTexts(replaced, change).map((line) => `  ${line}`) : [])];
}

/** There is something to go back to behind where it went. */
function isFarther({ axis, to }: ChangeView): boolean {
  return to.next !== null || to.position !== firstPosition(axis);
}

function stuck({ module, state, done, steps }: PlanView): Failure {
  const message = `The rollback of ${module} was ${state} after ${done} of ${steps.length} steps.`;
  return new Failure(EXIT.refused, message, `\`switchyard get ${module}\` shows where it stands.`, { answered: true });
}

function requestOf(place: Place, name: string | undefined, { to, reason }: RollbackFlags): { path: string; body: object } {
  const target = targetOf(name);
  const said = reason === undefined ? {} : { reason };
  if (target.kind === "switch") {
    const wanted = to === undefined ? {} : { to: /^\d+$/.test(to) ? Number(to) : to };
    return { path: `${switchPath(place, target.key)}/rollback`, body: { ...wanted, ...said } };
  }
  if (to !== undefined && to !== "old")
    throw usage(`--to ${to}: a module goes back to its last good state, or to old.`, "Name one switch to choose its position.");
  const body = { ...(to === undefined ? {} : { to }), ...said };
  return target.kind === "module"
    ? { path: `${place.path}/modules/${encodeURIComponent(target.module)}/rollback`, body }
    : { path: `${place.projectPath}/rollback`, body: { environment: place.environment, ...body } };
}

/** Waits until every plan came to its end, telling each step. Answers them as they ended. */
function followPlans(session: Session, place: Place, plans: PlanView[]): Promise<PlanView[]> {
  const told = new Map<string, string>();
  const path = `${place.projectPath}/plans?${new URLSearchParams({ environment: place.environment, limit: "200" })}`;
  return follow(session, plans, {
    tell: (present) => {
      for (const plan of present) tell(session, plan, told);
    },
    isOver: (present) => !present.some(({ state }) => state === "waiting"),
    look: async (present) => {
      const { items } = await session.console.get<{ items: PlanView[] }>(path, PATIENCE.back);
      return present.map((plan) => items.find(({ id }) => id === plan.id) ?? plan);
    },
  });
}

/** A line when a plan got on, or waits for something else than before. */
function tell({ out }: Session, plan: PlanView, told: Map<string, string>): void {
  const { id, module, state, steps, done, waitsFor } = plan;
  const next = steps[done];
  const line =
    state === "waiting" && next
      ? [`${module}: ${done} of ${steps.length} steps stored, next ${stepText(next)}.`, ...refusalLines(waitsFor)].join(
          "\n  waits: ",
        )
      : `${module}: ${state}, ${done} of ${steps.length} steps stored.`;
  // How long ago somebody was heard of is no news.
  const news = line.replace(/\d+ (s|min|h|d)\b/g, "");
  if (told.get(id) !== news) for (const part of line.split("\n")) out.say(part, "plain");
  told.set(id, news);
}
