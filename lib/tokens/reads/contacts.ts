import type { Db } from "../../platform/db.ts";
import { Prisma } from "../../platform/generated/prisma/client.ts";
import type { ContactKind, ContactView } from "../schema.ts";

const MOST = 200;

type Row = { by: ContactKind; token: string; prefix: string; name: string; module: string | null; at: Date };

/** What was read or sent with the tokens of an environment, newest first; of a module also who reads all switches. */
export async function listContacts(db: Db, environmentId: string, module?: string): Promise<ContactView[]> {
  const concerned = module === undefined ? Prisma.empty : Prisma.sql`AND (c.kind = 'flags' OR m.key = ${module})`;
  const rows = await db.$queryRaw<Row[]>`
    SELECT c.kind AS by, t.name AS token, t.prefix, c.name, m.key AS module, c.at
    FROM token_contacts c JOIN api_tokens t ON t.id = c.token_id
    LEFT JOIN switches s ON c.kind = 'flag' AND s.environment_id = t.environment_id AND s.key = c.name
    LEFT JOIN modules m ON m.project_id = t.project_id AND (m.id = s.module_id OR c.kind = 'otlp' AND m.key = c.name)
    WHERE t.environment_id = ${environmentId}::uuid AND (c.kind = 'flags' OR m.key IS NOT NULL) ${concerned}
    ORDER BY c.at DESC, t.id, c.name LIMIT ${MOST}`;
  return rows.map(({ by, token, prefix, name, module, at }) => {
    return { by, token, prefix, switch: by === "flag" ? name : null, module, at: at.toISOString() };
  });
}
