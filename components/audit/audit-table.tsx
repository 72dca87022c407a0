import { useTranslations } from "next-intl";
import type { AuditEventView } from "@/lib/audit/schema.ts";
import styles from "./audit.module.css";
import { AuditRow } from "./audit-row.tsx";

type Props = {
  events: readonly AuditEventView[];
  /** Sequence of the opened event. */
  open: number;
  onToggle: (event: AuditEventView) => void;
  label: string;
};

export function AuditTable({ events, open, onToggle, label }: Props) {
  const t = useTranslations("audit");
  return (
    <table className={styles.table} aria-label={label}>
      <thead>
        <tr>
          <th scope="col">{t("when")}</th>
          <th scope="col">{t("who")}</th>
          <th scope="col">{t("what")}</th>
          <th scope="col">{t("diff")}</th>
          <th scope="col">{t("reason")}</th>
          <th scope="col">{t("from")}</th>
        </tr>
      </thead>
      <tbody>
        {events.map((event) => (
          <AuditRow key={event.sequence} event={event} open={event.sequence === open} onToggle={() => onToggle(event)} />
        ))}
      </tbody>
    </table>
  );
}
