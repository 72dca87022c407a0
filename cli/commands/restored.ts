import type { LineageView } from "../../lib/snapshot/schema.ts";
import { usage } from "../failure.ts";
import type { Answer } from "../output.ts";
import type { Session } from "../session.ts";

/** Says that the database was restored from an older copy: revisions begin another lineage, and instances are asked. */
export async function restored({ console }: Session, { reason }: { reason?: string }): Promise<Answer> {
  if (reason === undefined) throw usage("Why is it known?", 'Say it with --reason, such as "restored from the copy of 02:00".');
  const { lineage } = await console.get<LineageView>("/lineage");
  const now = await console.post<LineageView>("/lineage", { lineage, reason });
  return {
    document: now,
    tell: (out) => {
      out.print(`Revisions belong to another lineage since ${now.since}.`, "good");
      out.print("Nothing moves until every instance has said what it acts on: switchyard get says what is waited for.");
    },
  };
}
