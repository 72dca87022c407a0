"use client";

import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useConsole } from "@/components/console/console-context.tsx";
import { WriteProblem } from "@/components/console/write-problem.tsx";
import { Health } from "@/components/ui/mark.tsx";
import { useFormat } from "@/components/ui/use-format.ts";
import { verifyAudit } from "@/lib/audit/queries.ts";
import styles from "./audit.module.css";

/** Has the server recompute every hash of the chain, and says what it found. */
export function VerifyChain() {
  const t = useTranslations("audit");
  const format = useFormat();
  const { project } = useConsole();
  const verify = useMutation({ mutationFn: () => verifyAudit(project.key) });
  const found = verify.data;
  return (
    <div className={styles.verify}>
      <button type="button" className="btn" disabled={verify.isPending} onClick={() => verify.mutate()}>
        {verify.isPending ? t("verifying") : t("verify")}
      </button>
      <span role="status" className="s">
        {found?.ok && (
          <Health state="ok" long>
            {t("whole", { events: format.count(found.events), head: found.head?.slice(0, 12) ?? "–" })}
          </Health>
        )}
        {found && !found.ok && (
          <Health state="bad" long>
            {t("broken", { at: found.brokenAt ?? 0, events: format.count(found.events) })}
          </Health>
        )}
      </span>
      <WriteProblem error={verify.error} />
    </div>
  );
}
