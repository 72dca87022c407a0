import { setTimeout as pause } from "node:timers/promises";
import type { ProjectRollbackView } from "../../lib/rollbacks/schema.ts";
import { PATIENCE } from "../connection.ts";
import { EXIT } from "../exit.ts";
import { Failure, failureOf } from "../failure.ts";
import { refusalLines } from "../refusals.ts";
import type { Place, Session } from "../session.ts";

type Asked = { path: string; body: object; wait: boolean };

const LOOK_EVERY_MS = 1000;

/**
 * Takes every module of the environment back: all are held at once, each goes back by itself. Tells how many have
 * begun and, at the end, which do not go back and why.
 */
export async function rollbackProject(session: Session, place: Place, { path, body, wait }: Asked): Promise<void> {
  const { out } = session;
  const { rollback } = await session.console.post<{ rollback: ProjectRollbackView }>(path, body, PATIENCE.back);
  if (!out.json) out.print(heldText(rollback), "good");
  const last = wait ? await follow(session, place, rollback) : rollback;
  if (out.json) out.document({ changes: [], plans: [], rollback: last });
  else for (const line of unmovedLines(last)) out.print(line);
  const { begun, unmoved, of } = last.modules;
  if (last.state === "done" && begun === 0 && unmoved === of) {
    throw new Failure(EXIT.refused, "No module could go back.", "`switchyard get` shows where each stands.", { answered: true });
  }
  if (!out.json && isUnderWay(last)) out.print("The worker goes on; `switchyard get` shows how far it is.");
}

function heldText({ held, modules }: ProjectRollbackView): string {
  const what = `${held} ${held === 1 ? "switch" : "switches"} held just now`;
  return `${what}; ${modules.of} ${modules.of === 1 ? "module goes" : "modules go"} back, each by itself.`;
}

function progressText({ modules: { of, pending, begun, waiting, unmoved } }: ProjectRollbackView): string {
  const parts = [`${of - pending} of ${of} modules looked at`, `${begun} go back`];
  if (waiting > 0) parts.push(`${waiting} of them wait for a step to come`);
  if (unmoved > 0) parts.push(`${unmoved} do not`);
  return `${parts.join(", ")}.`;
}

function unmovedLines({ unmoved, modules }: ProjectRollbackView): string[] {
  const named = unmoved.map(({ module, environment, state, refusals }) => {
    const why = state === "nothing-behind" ? "nothing is behind where it stands" : refusalLines(refusals).join("; ");
    return `${module} in ${environment} does not go back: ${why}.`.replace(/\.\.$/, ".");
  });
  const more = modules.unmoved - unmoved.length;
  return more > 0 ? [...named, `And ${more} more do not go back.`] : named;
}

function isUnderWay({ state, modules }: ProjectRollbackView): boolean {
  return state === "running" || modules.waiting > 0;
}

/** Looks until every module has come to its end, telling whenever one got on. */
async function follow(session: Session, place: Place, begun: ProjectRollbackView): Promise<ProjectRollbackView> {
  let present = begun;
  let told = "";
  for (;;) {
    const line = progressText(present);
    if (line !== told) session.out.say(line, "plain");
    told = line;
    if (!isUnderWay(present)) return present;
    await pause(LOOK_EVERY_MS, undefined, { signal: session.world.signal }).catch(() => {
      throw unfollowed(new Failure(EXIT.interrupted, "No longer following.", ""));
    });
    const path = `${place.projectPath}/rollbacks/${begun.id}`;
    present = await session.console.get<ProjectRollbackView>(path, PATIENCE.back).catch((error: unknown) => {
      throw unfollowed(failureOf(error));
    });
  }
}

/** The rollback is stored, whatever became of following it. */
function unfollowed({ code, message }: Failure): Failure {
  return new Failure(code, message, "The worker goes on with the rollback; `switchyard get` shows how far it is.");
}
