import { setTimeout as pause } from "node:timers/promises";
import type { Changed, PlanView } from "../../lib/switches/schema.ts";
import { PATIENCE } from "../connection.ts";
import { EXIT } from "../exit.ts";
import { Failure, refusalLines, usage } from "../failure.ts";
import type { Place, Session } from "../session.ts";
import { switchPath, targetOf } from "../switches.ts";
import { standingText, stepText } from "../words.ts";

export type RollbackFlags = { all?: string; to?: string; reason?: string; wait?: boolean };
type RolledBack = { changes: Changed[]; plans: PlanView[] };

const LOOK_EVERY_MS = 1000;

/**
 * Takes a switch, a module or every module of the environment back, and holds it. Asks nothing. Prints what was stored
 * and what is to come, and follows that to its end unless told not to wait.
 */
export async function rollback(session: Session, name: string | undefined, flags: RollbackFlags): Promise<void> {
  const { out } = session;
  if ((name === undefined) === (flags.all === undefined))
    throw usage("Roll back what?", "Name a switch or a module, or --all <project> for every module of the environment.");
  const place = await session.place();
  if (flags.all !== undefined && flags.all !== place.project)
    throw usage(`--all ${flags.all}: the project is ${place.project}.`, "Name the project whose modules all go back.");
  out.say(`${place.project} · ${place.environment}`);
  const { path, body } = requestOf(place, name, flags);
  const { changes, plans } = await session.console.post<RolledBack>(path, body, PATIENCE.back);
  for (const { change } of changes) {
    if (!out.json)
      out.print(
        `${change.switch} stands at ${standingText(change.to)}, held (v${change.version}, revision ${change.revision}).`,
        "good",
      );
  }
  const ended = flags.wait === false ? plans : await follow(session, place, plans);
  if (out.json) out.document({ changes, plans: ended });
  else if (flags.wait === false && plans.length > 0)
    out.print(`The worker goes on; switchyard get ${name ?? ""} shows how far it is.`);
  const stuck = ended.find(({ state }) => state === "failed" || state === "cancelled");
  if (stuck)
    throw new Failure(
      EXIT.refused,
      `The rollback of ${stuck.module} was ${stuck.state} after ${stuck.done} of ${stuck.steps.length} steps.`,
      `switchyard get ${stuck.module}`,
    );
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
async function follow(session: Session, place: Place, plans: readonly PlanView[]): Promise<PlanView[]> {
  let present = [...plans];
  const told = new Map<string, string>();
  for (;;) {
    for (const plan of present) tell(session, plan, told);
    if (!present.some(({ state }) => state === "waiting")) return present;
    await pause(LOOK_EVERY_MS, undefined, { signal: session.world.signal }).catch(() => {
      throw new Failure(
        EXIT.interrupted,
        "No longer following.",
        "The worker goes on with the rollback; `switchyard get` shows how far it is.",
      );
    });
    const query = new URLSearchParams({ environment: place.environment, limit: "200" });
    const { items } = await session.console.get<{ items: PlanView[] }>(`${place.projectPath}/plans?${query}`, PATIENCE.back);
    present = present.map((plan) => items.find(({ id }) => id === plan.id) ?? plan);
  }
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
  if (told.get(id) !== line) for (const part of line.split("\n")) out.say(part, "plain");
  told.set(id, line);
}
