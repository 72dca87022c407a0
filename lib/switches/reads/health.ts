import { moduleSummaries } from "../../measurements/reads/summaries.ts";
import type { ModuleSummary } from "../../measurements/schema.ts";
import type { ProjectContext } from "../../platform/context.ts";
import { inOneStatement } from "../facts/one-statement.ts";

export type Measured = ReadonlyMap<string, ModuleSummary>;

/** In place of figures where none are asked for: a rollback waits for safety, never for measurements. */
export const UNMEASURED: Measured = new Map();

/** What moves are judged by: the last five minutes. */
const SECONDS = 300;

/** Both paths of the modules named over the last minutes, by key. */
export async function recentFigures(
  { db, now }: ProjectContext,
  environmentId: string,
  modules: readonly string[],
): Promise<Measured> {
  const summaries = await moduleSummaries(inOneStatement(db), environmentId, SECONDS, now, modules);
  return new Map(summaries.map((summary) => [summary.module, summary]));
}
