import type { Db } from "../../platform/db.ts";
import { Prisma } from "../../platform/generated/prisma/client.ts";
import { PREPARED } from "../../platform/prepared.ts";

/** The modules of one environment that facts are asked of. */
export type Scope = {
  projectId: string;
  environmentId: string;
  /** An expression that makes the array of their ids. */
  modules: Prisma.Sql;
};

/** One thing moves depend on: an expression that makes it as JSON, and what to make of that. */
export type Fact<T> = { sql: (scope: Scope) => Prisma.Sql; read: (json: never) => T };

type Facts = Record<string, Fact<unknown>>;
type Answers<F extends Facts> = { [K in keyof F]: ReturnType<F[K]["read"]> };

/** Reads only the facts that are wanted, all in one statement and so as they were at one moment. */
export async function ask<F extends Facts>(db: Db, scope: Scope, wanted: F): Promise<Answers<F>> {
  const columns = Object.entries(wanted).map(([name, fact]) => Prisma.sql`(${fact.sql(scope)}) AS ${Prisma.raw(`"${name}"`)}`);
  const [found] = await db.$queryRaw<Record<string, never>[]>`${Prisma.raw(PREPARED)} SELECT ${Prisma.join(columns)}`;
  const answers = Object.entries(wanted).map(([name, fact]) => [name, fact.read(found?.[name] as never)]);
  return Object.fromEntries(answers) as Answers<F>;
}

export function idsOf(moduleIds: readonly string[]): Prisma.Sql {
  return Prisma.sql`${moduleIds}::uuid[]`;
}

export function namedIn(projectId: string, keys: readonly string[]): Prisma.Sql {
  return Prisma.sql`ARRAY(SELECT id FROM modules WHERE project_id = ${projectId}::uuid AND key = ANY(${keys}::text[]))`;
}

/** Modules of an environment of which some switch stands beyond its first position, without those that are archived. */
export function movedIn(environmentId: string): Prisma.Sql {
  return Prisma.sql`ARRAY(SELECT DISTINCT module_id FROM switches WHERE environment_id = ${environmentId}::uuid
    AND module_id NOT IN (SELECT m.id FROM modules m JOIN environments e ON e.project_id = m.project_id
                          WHERE e.id = ${environmentId}::uuid AND m.archived_at IS NOT NULL)
    AND (next IS NOT NULL OR position <> CASE WHEN axis = 'data' THEN 'off' ELSE 'old' END))`;
}

/** The rows of a query as a JSON array. */
export function rowsOf(query: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`SELECT coalesce(json_agg(r), '[]') FROM (${query}) r`;
}

/** A JSON text as a time; null stays null. */
export function timeOf(text: string): Date;
export function timeOf(text: string | null): Date | null;
export function timeOf(text: string | null): Date | null {
  return text === null ? null : new Date(text);
}
