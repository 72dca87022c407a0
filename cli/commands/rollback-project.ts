import type { ProjectRollbackView } from "../../lib/rollbacks/schema.ts";
import { PATIENCE } from "../connection.ts";
import { EXIT } from "../exit.ts";
import { Failure } from "../failure.ts";
import { follow } from "../follow.ts";
import type { Answer } from "../output.ts";
import { refusalLines } from "../refusals.ts";
import type { Place, Session } from "../session.ts";

type Asked = { path: string; body: object; wait: boolean };

/**
 * Takes every module of the environment back: all are held at once, each goes back by itself. Tells how many have
 * begun and, at the end, which do not go back and why.
 */
export async function rollbackProject(session: Session, place: Place, { path, body, wait }: Asked): Promise<Answer> {
  const { out, console } = session;
  const { rollback } = await console.post<{ rollback: ProjectRollbackView }>(path, body, PATIENCE.back);
  out.tellAhead(heldText(rollback), "good");
  let told = "";
  const tell = (present: ProjectRollbackView) => {
    const line = progressText(present);
    if (line !== told) out.say(line, "plain");
    told = line;
  };
  const look = () => console.get<ProjectRollbackView>(`${place.projectPath}/rollbacks/${rollback.id}`, PATIENCE.back);
  const isOver = (present: ProjectRollbackView) => !isUnderWay(present);
  const last = wait ? await follow(session, rollback, { tell, isOver, look }) : rollback;
  return {
    document: { changes: [], plans: [], rollback: last },
    tell: () => {
      for (const line of unmovedLines(last)) out.print(line);
      if (isUnderWay(last)) out.print("The worker goes on; `switchyard get` shows how far it is.");
    },
    failure: nothingMoved(last),
  };
}

function nothingMoved({ state, modules: { begun, unmoved, of } }: ProjectRollbackView): Failure | null {
  if (state !== "done" || begun > 0 || unmoved < of) return null;
  return new Failure(EXIT.refused, "No module could go back.", "`switchyard get` shows where each stands.", { answered: true });
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
