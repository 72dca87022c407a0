import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import type { z } from "zod";
import { api, projectPath } from "../platform/api-client.ts";
import type { AuditEventView, AuditVerified, auditListSchema } from "./schema.ts";

/** Query keys and queries of the audit log. */

export type AuditSearch = Partial<Record<"actorKind" | "act" | "targetKind" | "targetKey" | "text", string>>;
export type AuditPage = z.infer<typeof auditListSchema>;

export const auditKeys = {
  pages: (project: string, search: AuditSearch) => ["audit", project, "pages", search] as const,
  newest: (project: string, search: AuditSearch) => ["audit", project, "newest", search] as const,
};

const COUNTER_MS = 5000;
export const MOST_COUNTED = 100;

/** Pages of fifty, newest first. They stay as they were read, so that the list never shifts. */
export function auditPagesQuery(project: string, search: AuditSearch) {
  return infiniteQueryOptions({
    queryKey: auditKeys.pages(project, search),
    queryFn: ({ pageParam, signal }): Promise<AuditPage> => {
      const cursor: Record<string, string> = pageParam ? { cursor: pageParam } : {};
      return api("GET", auditPath(project, { ...search, ...cursor }), { signal });
    },
    initialPageParam: "",
    getNextPageParam: (page: AuditPage) => page.nextCursor,
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnMount: false,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
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

/** Has the server walk the project's chain from its beginning. */
export function verifyAudit(project: string): Promise<AuditVerified> {
  return api("GET", `${projectPath(project)}/audit/verify`);
}

/** Where everything that matches can be fetched as a file. */
export function auditExportHref(project: string, search: AuditSearch, format: "ndjson" | "csv"): string {
  return `/api/v1${auditPath(project, { ...search, format })}`;
}

function auditPath(project: string, query: Record<string, string>): string {
  const filled = Object.entries(query).filter(([, value]) => value !== "");
  return `${projectPath(project)}/audit?${new URLSearchParams(filled)}`;
}
