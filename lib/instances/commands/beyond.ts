import { timingSafeEqual } from "node:crypto";
import type { Pool } from "pg";
import { stampsOf } from "../../snapshot/reads/stamps.ts";
import type { Acknowledgement } from "../schema.ts";
import type { Word } from "./acknowledge.ts";

type Known = Acknowledgement["known"];

/** The newest state that somebody was given and the environment, at `present`, does not know; null when nobody proves one. */
export async function givenBeyond(
  pool: Pool,
  environmentId: string,
  words: readonly Word[],
  present: number,
): Promise<{ revision: number; who: string } | null> {
  const said = words.flatMap(({ known, service, instance }) =>
    known && known.revision > present ? [{ ...known, who: `${service}/${instance}` }] : [],
  );
  if (said.length === 0) return null;
  const stamps = await stampsOf(pool, environmentId, said);
  const proved = said.filter((one, i) => provesBeyond(one, present, stamps[i] as string));
  return proved.sort((a, b) => b.revision - a.revision)[0] ?? null;
}

/** A revision anybody can name; its stamp, `right`, only who was given it. */
export function provesBeyond(known: Known, present: number, right: string): boolean {
  return known !== undefined && known.revision > present && timingSafeEqual(Buffer.from(known.stamp), Buffer.from(right));
}
