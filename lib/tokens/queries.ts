import { queryOptions } from "@tanstack/react-query";
import type { z } from "zod";
import { api, projectPath } from "../platform/api-client.ts";
import type { ContactList, TokenCreated, TokenView, tokenBodySchema, tokenListSchema } from "./schema.ts";

/** Query keys, queries and calls of API tokens. */

export const tokenKeys = { list: (project: string) => ["tokens", project, "list"] as const };

const SAFETY_NET_MS = 60_000;

export function tokensQuery(project: string) {
  return queryOptions({
    queryKey: tokenKeys.list(project),
    queryFn: async ({ signal }): Promise<TokenView[]> =>
      (await api<z.infer<typeof tokenListSchema>>("GET", `${projectPath(project)}/tokens`, { signal })).items,
    refetchInterval: SAFETY_NET_MS,
  });
}

const CONTACTS_MS = 2000;

/** Who reads and measures a module without being an instance. */
export function contactsQuery(project: string, environment: string, module: string) {
  const query = new URLSearchParams({ module });
  return queryOptions({
    queryKey: ["contacts", project, environment, module],
    queryFn: ({ signal }): Promise<ContactList> =>
      api("GET", `${projectPath(project)}/environments/${encodeURIComponent(environment)}/contacts?${query}`, { signal }),
    refetchInterval: CONTACTS_MS,
  });
}

/** The answer carries the secret, once. */
export function createToken(project: string, body: z.input<typeof tokenBodySchema>): Promise<TokenCreated> {
  return api("POST", `${projectPath(project)}/tokens`, { body });
}

/** `confirm`: its name, typed by whoever ends one that is in use. */
export function revokeToken(project: string, { id }: TokenView, confirm?: string): Promise<null> {
  const query = confirm === undefined ? "" : `?${new URLSearchParams({ confirm })}`;
  return api("DELETE", `${projectPath(project)}/tokens/${encodeURIComponent(id)}${query}`);
}

/** A successor with the same name, scopes and length of life; the old secret stays good for the overlap. */
export function rotateToken(project: string, { id }: TokenView, overlapSeconds: number): Promise<TokenCreated> {
  return api("POST", `${projectPath(project)}/tokens/${encodeURIComponent(id)}/rotate`, { body: { overlapSeconds } });
}
