"use client";

import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useConsole } from "@/components/console/console-context.tsx";
import { WriteProblem } from "@/components/console/write-problem.tsx";
import { Health } from "@/components/ui/mark.tsx";
import { useFormat } from "@/components/ui/use-format.ts";
import { verifyAudit } from "@/lib/audit/queries.ts";
import type { AuditVerified } from "@/lib/audit/schema.ts";
import styles from "./audit.module.css";

/** Has the server recompute the hashes of what is new in the chain, or of all, and says how far it is and what it found. */
export function VerifyChain() {
  const t = useTranslations("audit");
  const format = useFormat();
  const { project } = useConsole();
  const [part, setPart] = useState<AuditVerified | null>(null);
  const verify = useMutation({
    mutationFn: (full: boolean) => verifyAudit(project.key, full, setPart),
    onSettled: () => setPart(null),
  });
  const found = verify.data;
  return (
    <div className={styles.verify}>
      <button type="button" className="btn" disabled={verify.isPending} onClick={() => verify.mutate(false)}>
        {verify.isPending ? t("verifying") : t("verify")}
      </button>
      <button type="button" className="btn" disabled={verify.isPending} onClick={() => verify.mutate(true)}>
        {t("verifyAll")}
      </button>
      <span role="status" className="small">
        {part && t("verified", { events: format.count(part.events), of: format.count(part.of) })}
        {found?.ok && (
          <Health state="ok" long>
            {t(found.from > 0 ? "wholeSince" : "whole", {
              from: format.count(found.from),
              events: format.count(found.events),
              head: found.head?.slice(0, 12) ?? "–",
            })}
          </Health>
        )}
        {found && !found.ok && (
          <Health state="bad" long>
            <Broken found={found} />
          </Health>
        )}
      </span>
      <WriteProblem error={verify.error} />
    </div>
  );
}

function Broken({ found: { brokenAt, events, kept } }: { found: AuditVerified }) {
  const t = useTranslations("audit");
  const format = useFormat();
  if (brokenAt !== null) return t("broken", { at: brokenAt, events: format.count(events) });
  if (kept?.state === "missing" && kept.at)
    return t("cut", { events: format.count(events), event: format.count(kept.event ?? 0), at: format.exact(kept.at) });
  return t("keptDamaged", { events: format.count(events) });
}
