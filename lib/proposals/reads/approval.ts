import type { ProjectContext } from "../../platform/context.ts";
import type { Db } from "../../platform/db.ts";
import { mayStill } from "../../platform/identity.ts";
import { isId } from "../../platform/ids.ts";

/** A person, as an act is signed. */
type Person = { id: string; name: string };
type Asked = { proposedById: string; environmentId: string; approvedBy: string | null };

/** Whether an approval counts now: its giver could give it today, and did not write the proposal by another door. */
export async function approvalHolds(context: ProjectContext, row: Asked, approverId: string): Promise<boolean> {
  const approver = { id: approverId, name: row.approvedBy ?? "" };
  const may = await mayStill(context, approverId, "proposal.approve", row.environmentId);
  return may && !(await isAuthor(context.db, row.proposedById, approver));
}

/** Whoever holds a token may have made it, or made the token that made it: what it writes is theirs too. */
export async function isAuthor(db: Db, authorId: string, person: Person): Promise<boolean> {
  const seen = new Set<string>();
  for (let id: string | null = authorId; id !== null && !seen.has(id); ) {
    if (id === person.id) return true;
    seen.add(id);
    const token: { createdBy: string; createdById: string | null } | null = isId(id)
      ? await db.apiToken.findUnique({ where: { id }, select: { createdBy: true, createdById: true } })
      : null;
    // Tokens from before ids were kept know their maker by name alone.
    if (token?.createdById === null && token.createdBy === person.name) return true;
    id = token?.createdById ?? null;
  }
  return false;
}
