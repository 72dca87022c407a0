import type { Db, Queryable } from "../../platform/db.ts";
import { PREPARED } from "../../platform/prepared.ts";

type Asked = { text: string; values: unknown[] };

/** Sends what is asked for at the same time as one statement: a transaction has one connection, and every trip counts. */
export function inOneStatement(db: Db): Queryable {
  let batch: { asked: Asked[]; answers: Promise<unknown[][]> } | null = null;
  const open = () => {
    const asked: Asked[] = [];
    const answers = Promise.resolve().then(() => {
      batch = null;
      return send(db, asked);
    });
    return { asked, answers };
  };
  return {
    query: async (text, values) => {
      batch ??= open();
      const { asked, answers } = batch;
      const place = asked.push({ text, values }) - 1;
      return { rows: (await answers)[place] as never };
    },
  };
}

async function send(db: Db, asked: readonly Asked[]): Promise<unknown[][]> {
  const values: unknown[] = [];
  const columns = asked.map((one, place) => {
    const text = one.text.replace(/\$(\d+)/g, (_, number) => `$${Number(number) + values.length}`);
    values.push(...one.values);
    return `(SELECT coalesce(json_agg(q), '[]') FROM (${text}) q) AS "${place}"`;
  });
  const [row] = await db.$queryRawUnsafe<Record<string, unknown[]>[]>(`${PREPARED} SELECT ${columns.join(", ")}`, ...values);
  return asked.map((_, place) => row?.[place] ?? []);
}
