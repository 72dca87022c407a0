import { AppError } from "../lib/platform/errors.ts";

/** The error a command or read ends with; fails when it succeeds or breaks in a way that has no name. */
export async function failure(promise: Promise<unknown>): Promise<AppError> {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (error instanceof AppError) return error;
  throw error ?? new Error("expected a failure, but it succeeded");
}

/** Runs writers at once; gives the errors of those that lost. Fails on an error that has no name. */
export async function losers(writers: Promise<unknown>[]): Promise<AppError[]> {
  const results = await Promise.allSettled(writers);
  return results.flatMap((result) => {
    if (result.status === "fulfilled") return [];
    if (result.reason instanceof AppError) return [result.reason];
    throw result.reason;
  });
}
