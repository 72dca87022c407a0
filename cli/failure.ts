import { ApiError, type Problem } from "../lib/platform/api-client.ts";
import { EXIT, type ExitCode } from "./exit.ts";
import { isWord, optionsFor, type Refusal, refusalLines } from "./refusals.ts";

type More = { problem?: Problem; details?: readonly string[]; answered?: boolean };

/** Why a command ended without doing what it was asked: what, what to do about it, and the exit code. */
export class Failure extends Error {
  readonly code: ExitCode;
  /** What to do, a sentence or a line to type. */
  readonly hint: string;
  /** The problem document, for `--json`. */
  readonly problem: Problem;
  /** More lines of what: the rules that stand against it, faulty fields. */
  readonly details: readonly string[];
  /** The answer was printed already, and on `--json` there is one document. */
  readonly answered: boolean;

  constructor(code: ExitCode, message: string, hint: string, more: More = {}) {
    super(message);
    this.name = "Failure";
    this.code = code;
    this.hint = hint;
    this.details = more.details ?? [];
    this.answered = more.answered ?? false;
    this.problem = more.problem ?? { type: `urn:switchyard:cli:${kindOf(code)}`, title: message, status: 0, detail: hint };
  }
}

function kindOf(code: ExitCode): string {
  return Object.entries(EXIT).find(([, value]) => value === code)?.[0] ?? "unexpected";
}

export function usage(message: string, hint: string): Failure {
  return new Failure(EXIT.usage, message, hint);
}

/** Any error as a Failure. */
export function failureOf(error: unknown): Failure {
  if (error instanceof Failure) return error;
  if (error instanceof ApiError) return failureOfProblem(error.problem);
  const message = error instanceof Error ? error.message : String(error);
  return new Failure(EXIT.unexpected, message, "This should not happen. Report it with the command you ran.");
}

function failureOfProblem(problem: Problem): Failure {
  const { status } = problem;
  const what = problem.detail ?? problem.title;
  const fail = (code: ExitCode, hint: string, details: readonly string[] = []) =>
    new Failure(code, what, hint, { problem, details });
  const fields = (problem.errors ?? []).map(({ path, message }) => `${path}: ${message}`);
  if (status === 401) return fail(EXIT.notAllowed, "Put a live token into SWITCHYARD_TOKEN or --token-file.");
  if (status === 403 && problem.roleNeeded === "owner")
    return fail(EXIT.notAllowed, "Use the server's SWITCHYARD_BOOTSTRAP_TOKEN; the token of a project may not.");
  if (status === 403)
    return fail(
      EXIT.notAllowed,
      "Use a token whose scope and environment allow it: operate to go back and hold, manage to move forward, read for eval and snapshot.",
    );
  if (status === 404)
    return fail(EXIT.notFound, "Check the name, --project and --environment: `switchyard get` lists the switches.");
  if (status === 409) return fail(EXIT.conflict, "Look at it again with `switchyard get`, then repeat the command.");
  if (status === 422) return refusedBy(problem);
  if (status === 0 || status === 429 || status >= 502)
    return fail(
      EXIT.unreachable,
      `Check ${problem.setting ?? "the server"}, or try again. Services keep their last state meanwhile.`,
    );
  if (status >= 400 && status < 500) return fail(EXIT.usage, "`switchyard help <command>` says what it takes.", fields);
  const id = problem.requestId ? ` ${problem.requestId}` : "";
  return fail(EXIT.unexpected, `The server's log tells more about the request${id}.`);
}

function refusedBy(problem: Problem): Failure {
  const refusals = Array.isArray(problem.refusals) ? (problem.refusals as Refusal[]) : [];
  const sayable = refusals.length > 0 && refusals.every(({ rule }) => isWord(rule));
  const hint = sayable ? `Say it with ${optionsFor(refusals)}.` : "`switchyard get <key>` says what stands against each move.";
  return new Failure(EXIT.refused, "It was refused; nothing was changed.", hint, { problem, details: refusalLines(refusals) });
}
