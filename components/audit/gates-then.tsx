"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useConsole } from "@/components/console/console-context.tsx";
import { Gates } from "@/components/switches/gates.tsx";
import { storedChangeQuery } from "@/lib/audit/queries.ts";
import type { AuditEventView } from "@/lib/audit/schema.ts";

/** What every rule said of the move when it was stored, and why failed ones were passed. */
export function GatesThen({ event }: { event: AuditEventView }) {
  const t = useTranslations("audit");
  const { project } = useConsole();
  const version = event.after?.version;
  const known = event.target.kind === "switch" && event.environment !== null && typeof version === "number";
  const change = useQuery({
    ...storedChangeQuery(project.key, event.environment ?? "", event.target.key, known ? version : 0),
    enabled: known,
    retry: false,
  }).data;
  if (!change || change.gates.length === 0) return null;
  return (
    <>
      <h3 className="small mute">{t("gatesThen")}</h3>
      <Gates gates={change.gates} />
      {change.override && <p className="small">{t("overridden", { reason: change.override })}</p>}
    </>
  );
}
