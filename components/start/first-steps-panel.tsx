"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import { useConsole } from "@/components/console/console-context.tsx";
import { Health } from "@/components/ui/mark.tsx";
import { Panel } from "@/components/ui/panel.tsx";
import { Time } from "@/components/ui/time.tsx";
import type { FirstSteps } from "@/lib/first-steps/schema.ts";
import { ConnectLines } from "./connect-lines.tsx";
import styles from "./start.module.css";

/** The way from nothing to the first move: modules, a service that makes itself heard, a change. */
export function FirstStepsPanel({ steps, dataplane }: { steps: FirstSteps; dataplane: string }) {
  const t = useTranslations("start");
  const { href } = useConsole();
  const { modules, contacts, moved, example } = steps;
  return (
    <Panel title={t("steps.title")}>
      <ol className={styles.steps}>
        <li>
          <Health state={modules > 0 ? "ok" : "open"} long>
            {t(modules > 0 ? "steps.modules" : "steps.noModules", { count: modules })}
          </Health>
        </li>
        <li>
          <div role="status">
            {contacts.length === 0 && (
              <Health state="open" long>
                {t("steps.waiting")}
              </Health>
            )}
            {contacts.map(({ by, name, read, at }) => (
              <div key={by}>
                <Health state="ok" long>
                  {read === null ? t(`steps.contact.${by}`, { name }) : t("steps.contact.read", { name, read })} <Time at={at} />
                </Health>
              </div>
            ))}
          </div>
          {contacts.length === 0 && example !== null && <ConnectLines module={example} dataplane={dataplane} />}
        </li>
        <li>
          <Health state={moved ? "ok" : "open"} long>
            {t(moved ? "steps.moved" : "steps.notMoved")}
          </Health>{" "}
          {!moved && modules > 0 && <Link href={href("/board")}>{t("steps.toBoard")}</Link>}
        </li>
      </ol>
    </Panel>
  );
}
