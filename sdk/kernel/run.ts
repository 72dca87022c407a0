import { randomBytes, randomUUID } from "node:crypto";

/** One run of the process: its public name, and what nobody else knows. Whoever starts again has another. */
export type Run = { incarnation: string; secret: string };

/** The server takes no more at once. */
const MOST = 50;

export function newRun(): Run {
  return { incarnation: randomUUID(), secret: randomBytes(32).toString("base64url") };
}

/** Adds a run to those whose end the server has not heard of. Of very many, the first and the last matter most. */
export function withRun(former: readonly Run[], run: Run): Run[] {
  const runs = [...former, run];
  return runs.length <= MOST ? runs : [...runs.slice(0, MOST / 2), ...runs.slice(-MOST / 2)];
}

/** Reads saved runs; leaves out what is none. */
export function parseRuns(input: unknown): Run[] {
  if (!Array.isArray(input)) return [];
  return input.flatMap((run) => {
    const { incarnation, secret } = (run ?? {}) as Record<string, unknown>;
    return typeof incarnation === "string" && typeof secret === "string" ? [{ incarnation, secret }] : [];
  });
}
