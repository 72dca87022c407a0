"use client";

import { useTranslations } from "next-intl";
import { Direction } from "@/components/ui/direction.tsx";
import { useFormat } from "@/components/ui/use-format.ts";
import type { AuditEventView } from "@/lib/audit/schema.ts";
import styles from "./audit.module.css";
import { EventDetail } from "./event-detail.tsx";
import { directionIn, useEventWords } from "./event-words.ts";
import { isPending } from "./field-changes.ts";

type Props = { event: AuditEventView; open: boolean; onToggle: () => void };

/** One event in a line; pressing what was done opens everything that is stored of it. */
export function AuditRow({ event, open, onToggle }: Props) {
  const t = useTranslations("audit");
  const words = useTranslations("words");
  const format = useFormat();
  const say = useEventWords();
  const direction = directionIn(event);
  const id = `event-${event.sequence}`;
  return (
    <>
      <tr className={open ? styles.open : undefined}>
        <td className={`nowrap ${styles.time}`}>
          <time dateTime={event.at}>{format.dayTime(event.at)}</time>
        </td>
        <td className={styles.who}>
          {event.actor.name}
          {event.actor.kind !== "user" && <span className="mute nowrap"> {t(`actorKind.${event.actor.kind as "token"}`)}</span>}
        </td>
        <td className={styles.what}>
          <button type="button" className="name link" aria-expanded={open} aria-controls={id} onClick={onToggle}>
            {direction && <Direction of={direction} label={words(`direction.${direction}`)} />}
            {say.act(event)} {say.target(event)}
          </button>
        </td>
        <td className={`dim ${styles.diff}`}>{say.summary(event)}</td>
        <td className={`dim ${styles.reason}`}>
          {event.reason ?? event.reasonGiven?.reason ?? (isPending(event) && <span className="mute">{t("pending")}</span>)}
        </td>
        <td className={`mute ${styles.from}`}>{t(`origin.${event.origin as "ui"}`)}</td>
      </tr>
      {open && (
        <tr className={`${styles.open} ${styles.detail}`} id={id}>
          <td colSpan={6}>
            <EventDetail event={event} />
          </td>
        </tr>
      )}
    </>
  );
}
