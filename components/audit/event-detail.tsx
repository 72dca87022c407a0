"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useConsole } from "@/components/console/console-context.tsx";
import { useActs } from "@/components/switches/acts/acts.tsx";
import { useFormat } from "@/components/ui/use-format.ts";
import type { AuditEventView } from "@/lib/audit/schema.ts";
import { parseSwitchKey } from "@/lib/core/stages/positions.ts";
import { moduleSwitchesQuery } from "@/lib/switches/queries/module.ts";
import styles from "./audit.module.css";
import { useEventWords } from "./event-words.ts";
import { fieldChanges, isPending } from "./field-changes.ts";
import { GatesThen } from "./gates-then.tsx";
import { GiveReason } from "./give-reason.tsx";

/** Everything stored of an event: both sides of each changed field, where it came from, its place in the chain. */
export function EventDetail({ event }: { event: AuditEventView }) {
  const t = useTranslations("audit");
  const format = useFormat();
  const say = useEventWords();
  const { allows } = useConsole();
  const changes = fieldChanges(event);
  const facts: [string, React.ReactNode][] = [
    [t("when"), format.exact(event.at)],
    [t("target"), <code key="key">{event.target.key}</code>],
    [t("environment"), event.environment],
    [t("reason"), event.reason ?? (event.reasonGiven && <LaterReason key="later" given={event.reasonGiven} />)],
    [t("request"), <code key="request">{event.requestId}</code>],
    [t("place"), t("sequence", { sequence: event.sequence })],
    [t("hash"), <code key="hash">{event.hash}</code>],
  ];
  return (
    <div className={styles.sides}>
      {changes.length > 0 ? (
        <table className={styles.fields}>
          <thead>
            <tr>
              <th scope="col">{t("fieldHead")}</th>
              <th scope="col">{t("before")}</th>
              <th scope="col">{t("after")}</th>
            </tr>
          </thead>
          <tbody>
            {changes.map(({ name, before, after }) => (
              <tr key={name}>
                <th scope="row">{say.field(name)}</th>
                <td>{say.value(name, before)}</td>
                <td>{say.value(name, after)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : (
        <p className="mute">{t("noFields")}</p>
      )}
      <div>
        <dl className="facts small">
          {facts.map(([name, fact]) => (
            <div key={name} style={{ display: "contents" }}>
              <dt>{name}</dt>
              <dd>{fact ?? "–"}</dd>
            </div>
          ))}
        </dl>
        <GatesThen event={event} />
        {isPending(event) && allows("switch.back") && <GiveReason event={event} />}
        <SwitchLinks event={event} />
      </div>
    </div>
  );
}

function LaterReason({ given }: { given: NonNullable<AuditEventView["reasonGiven"]> }) {
  const t = useTranslations("audit");
  const format = useFormat();
  return (
    <>
      {given.reason}{" "}
      <span className="mute">{t("givenLater", { name: given.by, time: format.exact(given.at), sequence: given.sequence })}</span>
    </>
  );
}

/** From a switch event to its module, and back from it when it is the reader's own and the newest. */
function SwitchLinks({ event }: { event: AuditEventView }) {
  const t = useTranslations("audit");
  const { place, href, user } = useConsole();
  const { undo } = useActs();
  const parts = event.target.kind === "switch" ? parseSwitchKey(event.target.key) : null;
  const asked = moduleSwitchesQuery(place, parts?.module ?? "");
  const switches = useQuery({ ...asked, enabled: parts !== null && event.environment === place.environment }).data ?? [];
  if (!parts) return null;
  const view = switches.find(({ key }) => key === event.target.key);
  const newest = view?.environment === event.environment && view?.lastChange?.at === event.at;
  const mine = newest && view?.lastChange?.actor.id === user.id && view.lastChange.from !== null;
  return (
    <p className={styles.links}>
      <Link href={href(`/m/${parts.module}`, event.environment ?? undefined)}>{t("toModule", { module: parts.module })}</Link>
      {mine && undo && (
        <button type="button" className="btn" onClick={() => undo(parts.module)}>
          {t("undo")}
        </button>
      )}
    </p>
  );
}
