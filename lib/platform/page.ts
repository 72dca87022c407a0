import "server-only";
import { type DehydratedState, dehydrate, QueryClient, type QueryKey } from "@tanstack/react-query";
import { notFound, redirect } from "next/navigation";
import { isOverloaded, isUnreachable } from "./db.ts";
import { AppError } from "./errors.ts";
import { signInAddress } from "./session.ts";

/** What the error page is told of a database that is away, or has too much to do; the rest stays on the server. */
export const DATABASE_AWAY = "database-away";
export const DATABASE_BUSY = "database-busy";

/**
 * Runs what a page reads. What is not there becomes the 404 page, an ended session the way to sign in and
 * back; anything else the error page, which learns no more than whether the database is away or busy.
 */
export async function forPage<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof AppError && error.code === "not-found") notFound();
    if (error instanceof AppError && error.code === "unauthenticated") redirect(await signInAddress({ ended: true }));
    if (isOverloaded(error)) throw Object.assign(new Error("The database has too much to do."), { digest: DATABASE_BUSY });
    if (isUnreachable(error)) throw Object.assign(new Error("The database cannot be reached."), { digest: DATABASE_AWAY });
    throw error;
  }
}

/** What a query of the page finds; `part` when it is only what shows at first, and the whole is asked for then. */
export type Entry = readonly [key: QueryKey, data: unknown, part?: "part"];

/** Puts what was read where the page's queries look for it, so that nothing is fetched before hydration. */
export function hydrated(entries: readonly Entry[]): DehydratedState {
  const client = new QueryClient();
  for (const [key, data, part] of entries) client.setQueryData(key, data, part ? { updatedAt: 0 } : {});
  return dehydrate(client);
}
