import "server-only";
import type { QueryKey } from "@tanstack/react-query";
import type { z } from "zod";
import type { ProjectContext } from "../platform/context.ts";
import { forPage } from "../platform/page.ts";
import { pageContext } from "../platform/session.ts";
import { AUDIT_FILTERS, type AuditSearch, auditPagesQuery } from "./queries.ts";
import { auditEvents } from "./reads/trail.ts";
import { auditQuerySchema } from "./schema.ts";

/** The first page of events that match what the address asks for. Filters it does not know match nothing. */
export function loadAudit(projectKey: string, asked: Record<string, string | undefined>): Promise<readonly [QueryKey, unknown]> {
  const search: AuditSearch = {};
  for (const name of AUDIT_FILTERS) if (asked[name]) search[name] = asked[name];
  return forPage(async () => {
    const context = await pageContext(projectKey);
    const parsed = auditQuerySchema.safeParse(search);
    const page = parsed.success ? await firstPage(context, parsed.data) : { items: [], nextCursor: null };
    return [auditPagesQuery(projectKey, search, 0).queryKey, { pages: [page], pageParams: [""] }];
  });
}

function firstPage(context: ProjectContext, { format: _, cursor, limit, ...filter }: z.infer<typeof auditQuerySchema>) {
  return auditEvents(context, filter, { cursor, limit });
}
