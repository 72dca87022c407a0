"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useConsole } from "@/components/console/console-context.tsx";
import { newKey } from "@/components/console/new-key.ts";
import { fieldError, WriteProblem } from "@/components/console/write-problem.tsx";
import { Field } from "@/components/ui/field.tsx";
import { type AuditPage, auditKeys, giveReason, withEvent } from "@/lib/audit/queries.ts";
import type { AuditEventView } from "@/lib/audit/schema.ts";
import styles from "./audit.module.css";

/** A rollback asks for no reason; here it gets one. The log keeps it as an event of its own. */
export function GiveReason({ event }: { event: AuditEventView }) {
  const t = useTranslations("audit");
  const { project } = useConsole();
  const client = useQueryClient();
  const [reason, setReason] = useState("");
  const [key] = useState(newKey);
  const write = useMutation({
    mutationFn: () => giveReason(project.key, event.sequence, reason.trim(), key),
    onSuccess: (given) => {
      client.setQueryData(auditKeys.event(project.key, given.sequence), given);
      client.setQueriesData<{ pages: AuditPage[]; pageParams: unknown[] }>(
        { queryKey: ["audit", project.key, "pages"] },
        (pages) => withEvent(pages, given),
      );
    },
  });
  return (
    <form
      className={styles.give}
      onSubmit={(submitted) => {
        submitted.preventDefault();
        write.mutate();
      }}
    >
      <Field label={t("give.label")} error={fieldError(write.error, "reason")}>
        {(control) => (
          <textarea
            {...control}
            className="input"
            rows={2}
            required
            minLength={10}
            maxLength={2000}
            value={reason}
            onChange={(typed) => setReason(typed.target.value)}
          />
        )}
      </Field>
      <button type="submit" className="btn" disabled={write.isPending || reason.trim().length < 10}>
        {reason.trim().length < 10 ? t("give.short") : t("give.act")}
      </button>
      <WriteProblem error={write.error} />
    </form>
  );
}
