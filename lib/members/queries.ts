import { queryOptions } from "@tanstack/react-query";
import type { z } from "zod";
import type { Role } from "../core/access/policy.ts";
import { api, projectPath } from "../platform/api-client.ts";
import type {
  MemberView,
  memberAddedSchema,
  memberBodySchema,
  memberListSchema,
  memberPatchSchema,
  setupLinkSchema,
} from "./schema.ts";

/** Query keys, queries and calls of the people of a project. */

export type MemberAdded = z.infer<typeof memberAddedSchema>;
export type SetupLink = z.infer<typeof setupLinkSchema>;

export const memberKeys = { list: (project: string) => ["members", project, "list"] as const };

export function membersQuery(project: string) {
  return queryOptions({
    queryKey: memberKeys.list(project),
    queryFn: async ({ signal }): Promise<MemberView[]> =>
      (await api<z.infer<typeof memberListSchema>>("GET", `${projectPath(project)}/members`, { signal })).items,
  });
}

export function addMember(project: string, body: z.input<typeof memberBodySchema>): Promise<MemberAdded> {
  return api("POST", `${projectPath(project)}/members`, { body });
}

export function changeRole(project: string, member: MemberView, role: Role): Promise<MemberView> {
  const body: z.input<typeof memberPatchSchema> = { expectedVersion: member.version ?? 0, role };
  return api("PATCH", memberPath(project, member), { body });
}

export function removeMember(project: string, member: MemberView): Promise<null> {
  return api("DELETE", `${memberPath(project, member)}?expectedVersion=${member.version}`);
}

/** Ends every session of the person; they must sign in again. */
export function endSessions(project: string, member: MemberView): Promise<null> {
  return api("POST", `${memberPath(project, member)}/end-sessions`);
}

/** A new link to choose a password with; earlier ones end. Shown once. */
export function renewSetupLink(project: string, member: MemberView): Promise<SetupLink> {
  return api("POST", `${memberPath(project, member)}/setup-link`);
}

function memberPath(project: string, { id }: MemberView): string {
  return `${projectPath(project)}/members/${encodeURIComponent(id)}`;
}
