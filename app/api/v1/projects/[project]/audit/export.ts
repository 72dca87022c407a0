import type { AuditEventView } from "@/lib/audit/schema.ts";
import { csvLine } from "@/lib/core/text/csv.ts";

type Format = { type: string; head: string; line: (event: AuditEventView) => string };

const FORMATS: Record<"ndjson" | "csv", Format> = {
  ndjson: { type: "application/x-ndjson", head: "", line: (event) => `${JSON.stringify(event)}\n` },
  csv: {
    type: "text/csv",
    head: csvLine([
      "sequence",
      "at",
      "actor kind",
      "actor id",
      "actor name",
      "origin",
      "act",
      "target kind",
      "target key",
      "target name",
      "environment",
      "before",
      "after",
      "reason",
      "request id",
      "hash",
      "reason given later",
    ]),
    line: ({ actor, target, ...event }) =>
      csvLine([
        event.sequence,
        event.at,
        actor.kind,
        actor.id,
        actor.name,
        event.origin,
        event.act,
        target.kind,
        target.key,
        target.name,
        event.environment,
        event.before && JSON.stringify(event.before),
        event.after && JSON.stringify(event.after),
        event.reason,
        event.requestId,
        event.hash,
        event.reasonGiven?.reason ?? null,
      ]),
  },
};

/** Sends pages of events as a file. A failure on the way breaks the connection, so that a part never passes for the whole. */
export function exported(pages: AsyncGenerator<AuditEventView[]>, format: keyof typeof FORMATS, name: string): Response {
  const { type, head, line } = FORMATS[format];
  const encoder = new TextEncoder();
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      if (head) controller.enqueue(encoder.encode(head));
    },
    async pull(controller) {
      const { value, done } = await pages.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value.map(line).join("")));
    },
    cancel: async () => {
      await pages.return(undefined);
    },
  });
  return new Response(stream, {
    headers: {
      "content-type": `${type}; charset=utf-8`,
      "content-disposition": `attachment; filename="${name}.${format}"`,
      "cache-control": "no-store",
    },
  });
}
