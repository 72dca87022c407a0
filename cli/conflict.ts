import { ApiError, type Problem } from "../lib/platform/api-client.ts";
import type { ChangeView } from "../lib/switches/schema/change.ts";
import type { SwitchView } from "../lib/switches/schema/switch.ts";
import { EXIT } from "./exit.ts";
import { Failure } from "./failure.ts";
import { changeText, standingText } from "./words.ts";

type Current = Pick<SwitchView, "position" | "next" | "share" | "version">;
/** The command that was too late, for its repeat. */
type Command = { key: string; target: string };

/** A 409 with the other's change and how to repeat the command knowing of it; any other error as it is. */
export function conflictOf(error: unknown, command: Command): unknown {
  if (!(error instanceof ApiError) || error.status !== 409) return error;
  const { current, theirChange } = error.problem as { current?: Current; theirChange?: ChangeView | null };
  return current ? conflict(command, current, theirChange ?? null, error.problem) : error;
}

/** The version that was expected is not the present one; said as the API would. */
export function overtaken(view: SwitchView, target: string, expected: number): Failure {
  const title = `You saw version ${expected}; ${view.key} is at version ${view.version}.`;
  const problem = { type: "urn:switchyard:problem:conflict", title, status: 409, current: view, theirChange: view.lastChange };
  return conflict({ key: view.key, target }, view, view.lastChange, problem);
}

function conflict({ key, target }: Command, current: Current, theirs: ChangeView | null, problem: Problem): Failure {
  const details = [`${key} stands at ${standingText(current)} (v${current.version}).`];
  if (theirs) details.push(`It was ${changeText(theirs)}`);
  const hint = `If you still want it: switchyard set ${key} ${target} … --expect-version ${current.version}`;
  return new Failure(EXIT.conflict, "Somebody changed it meanwhile; nothing was stored.", hint, { problem, details });
}
