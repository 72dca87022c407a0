import { type InfiniteData, infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import type { z } from "zod";
import { api, environmentPath, projectPath } from "../platform/api-client.ts";
import type { ChangeView } from "../switches/schema/change.ts";
import type { historySchema } from "../switches/schema/history.ts";
import type { AuditEventView, AuditVerified, auditListSchema } from "./schema.ts";

/** Query keys and queries of the audit log. */

export const AUDIT_FILTERS = ["actorKind", "act", "targetKey", "pending", "text"] as const;
export type AuditSearch = Partial<Record<(typeof AUDIT_FILTERS)[number], string>>;
export type AuditPage = z.infer<typeof auditListSchema>;

export const auditKeys = {
  pages: (project: string, search: AuditSearch, edition: number) => ["audit", project, "pages", search, edition] as const,
  newest: (project: string, search: AuditSearch) => ["audit", project, "newest", search] as const,
  event: (project: string, sequence: number) => ["audit", project, "event", sequence] as const,
  change: (project: string, key: string, version: number) => ["audit", project, "change", key, version] as const,
};

const COUNTER_MS = 5000;
export const MOST_COUNTED = 100;

/** Pages of fifty, newest first. An edition stays as it was read, so that the list never shifts under its reader. */
export function auditPagesQuery(project: string, search: AuditSearch, edition: number) {
  return infiniteQueryOptions({
    queryKey: auditKeys.pages(project, search, edition),
    queryFn: ({ pageParam, signal }): Promise<AuditPage> => {
      const cursor: Record<string, string> = pageParam ? { cursor: pageParam } : {};
      return api("GET", auditPath(project, { ...search, ...cursor }), { signal });
    },
    initialPageParam: "",
    getNextPageParam: (page: AuditPage) => page.nextCursor,
    staleTime: "static",
  });
}

/** One event, for an address that names it. */
export function auditEventQuery(project: string, sequence: number) {
  return queryOptions({
    queryKey: auditKeys.event(project, sequence),
    queryFn: ({ signal }): Promise<AuditEventView> => api("GET", `${projectPath(project)}/audit/${sequence}`, { signal }),
    staleTime: "static",
  });
}

/** The stored change behind an event of a switch: what every rule said then, and the plan it belonged to. */
export function storedChangeQuery(project: string, environment: string, key: string, version: number) {
  const query = new URLSearchParams({ cursor: String(version + 1), limit: "1" });
  return queryOptions({
    queryKey: auditKeys.change(project, `${environment} ${key}`, version),
    queryFn: async ({ signal }): Promise<ChangeView | null> => {
      const path = `${environmentPath(project, environment)}/switches/${encodeURIComponent(key)}/history?${query}`;
      const page = await api<z.infer<typeof historySchema>>("GET", path, { signal });
      return page.items.find((change) => change.version === version) ?? null;
    },
    staleTime: "static",
  });
}

/** Gives a rollback its reason afterwards; answers the event as it reads from now on. */
export function giveReason(project: string, sequence: number, reason: string, idempotencyKey: string): Promise<AuditEventView> {
  return api("POST", `${projectPath(project)}/audit/${sequence}/reason`, { body: { reason }, idempotencyKey });
}

/** Puts an event where its list shows it, so that the list need not be read again. */
export function withEvent(
  pages: InfiniteData<AuditPage> | undefined,
  event: AuditEventView,
): InfiniteData<AuditPage> | undefined {
  return (
    pages && {
      ...pages,
      pages: pages.pages.map((page) => ({
        ...page,
        items: page.items.map((item) => (item.sequence === event.sequence ? event : item)),
      })),
    }
  );
}

/** The newest events that match, to count those that came after the list was read. */
export function newestAuditQuery(project: string, search: AuditSearch) {
  return queryOptions({
    queryKey: auditKeys.newest(project, search),
    queryFn: async ({ signal }): Promise<AuditEventView[]> =>
      (await api<AuditPage>("GET", auditPath(project, { ...search, limit: String(MOST_COUNTED) }), { signal })).items,
    refetchInterval: COUNTER_MS,
  });
}

/** Has the server walk what is new of the project's chain, or all of it, part by part; tells of every part. */
export async function verifyAudit(
  project: string,
  full: boolean,
  tell: (part: AuditVerified) => void,
  signal?: AbortSignal,
): Promise<AuditVerified> {
  const path = `${projectPath(project)}/audit/verify`;
  const first: AuditVerified = await api("GET", full ? `${path}?full=true` : path, { signal });
  let part = first;
  while (!part.complete) {
    tell(part);
    part = await api("GET", `${path}?${new URLSearchParams({ after: `${part.events}:${part.head}` })}`, { signal });
  }
  return { ...part, from: first.from };
}

/** Where everything that matches can be fetched as a file. */
export function auditExportHref(project: string, search: AuditSearch, format: "ndjson" | "csv"): string {
  return `/api/v1${auditPath(project, { ...search, format })}`;
}

function auditPath(project: string, query: Record<string, string>): string {
  const filled = Object.entries(query).filter(([, value]) => value !== "");
  return `${projectPath(project)}/audit?${new URLSearchParams(filled)}`;
}
