/** The closed set of ways a command or read can end besides its answer. Each transport translates it once. */

export type FieldError = { path: string; message: string };

export type ErrorCode =
  | "invalid"
  | "unauthenticated"
  | "forbidden"
  | "not-found"
  | "method-not-allowed"
  | "conflict"
  | "refused"
  | "rate-limited"
  | "too-large"
  | "unsupported-media-type"
  | "unavailable"
  | "overloaded";

export class AppError extends Error {
  readonly code: ErrorCode;
  /** Extra members of the problem document: `errors`, `refusals`, `current` … */
  readonly extra: Record<string, unknown>;

  constructor(code: ErrorCode, message: string, extra: Record<string, unknown> = {}) {
    super(message);
    this.name = "AppError";
    this.code = code;
    this.extra = extra;
  }
}

export function invalid(message: string, errors: FieldError[]): AppError {
  return new AppError("invalid", message, { errors });
}

export function notFound(what: string): AppError {
  return new AppError("not-found", `There is no such ${what}, or it is not yours to see.`);
}

export function forbidden(roleNeeded: string, act: string): AppError {
  return new AppError("forbidden", `This needs the role ${roleNeeded} in the project.`, { roleNeeded, act });
}

/** `current` is what is stored now; `theirChange` how it came about, when history tells. */
export function conflict(message: string, current: unknown, theirChange: unknown = null): AppError {
  return new AppError("conflict", message, { current, theirChange });
}

/** Every rule that stands against a change. */
export function refused(refusals: { rule: string; message: string; detail: Record<string, unknown> }[]): AppError {
  return new AppError("refused", refusals.map((refusal) => refusal.message).join(" "), { refusals });
}
