import "server-only";
import { cookies, headers } from "next/headers";
import { redirect } from "next/navigation";
import { cache } from "react";
import type { ProjectContext } from "./context.ts";
import { contextOf, type Identity, identifySession, projectContext } from "./identity.ts";
import { connection } from "./server.ts";

/** The gate of every page: who is signed in, from the cookie alone. Redirects to sign-in, keeping the way back. */
export const requireSession = cache(async (): Promise<Identity & { kind: "user" }> => {
  const identity = await currentSession();
  if (!identity) redirect(await signInAddress());
  return identity;
});

/** Header in which proxy.ts tells a page its own address. */
export const ADDRESS_HEADER = "x-switchyard-address";

/**
 * Where to sign in, and come back from to the page now asked for. After a session that `ended` the way back is
 * always named: without it the sign-in page takes the cookie at its word and sends the reader straight back.
 */
export async function signInAddress({ ended = false } = {}): Promise<string> {
  const here = (await headers()).get(ADDRESS_HEADER) ?? "/";
  return here === "/" && !ended ? "/sign-in" : `/sign-in?to=${encodeURIComponent(here)}`;
}

/** Like requireSession, for pages that also serve people who are not signed in. */
export const currentSession = cache(async (): Promise<(Identity & { kind: "user" }) | null> => {
  const jar = await cookies();
  const identity = await identifySession((name) => jar.get(name)?.value);
  return identity?.kind === "user" ? identity : null;
});

/** The project a page shows, with the reader's role. Throws AppError `not-found`, `unauthenticated` or a database error. */
export const pageContext = cache(async (projectKey: string): Promise<ProjectContext> => {
  const identity = await requireSession();
  const context = contextOf(identity, connection().db, new Date(), "ui");
  return projectContext(context, identity, projectKey);
});
