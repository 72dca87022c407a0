"use client";

import { useTranslations } from "next-intl";
import { useConsole } from "@/components/console/console-context.tsx";
import { useSheet } from "@/components/console/use-sheet.ts";
import { snippetsOf } from "@/components/module/tabs/snippets/snippets.ts";
import { CopyButton } from "@/components/ui/copy-button.tsx";
import { late } from "@/components/ui/late.tsx";
import styles from "./start.module.css";

const NewTokenSheet = late(() => import("@/components/settings/new-token-sheet.tsx").then((module) => module.NewTokenSheet));

/** A token, and what a service needs to be heard, for each way of speaking. */
export function ConnectLines({ module, dataplane }: { module: string; dataplane: string }) {
  const t = useTranslations("start");
  const ways = useTranslations("module.snippet");
  const mayMake = useConsole().allows("token.edit");
  const { sheet, show, close } = useSheet(["new-token"]);
  return (
    <>
      <p className="small">
        {t(mayMake ? "steps.token" : "steps.askToken")}{" "}
        {mayMake && (
          <button type="button" className="link" onClick={() => show("new-token")}>
            {t("steps.makeToken")}
          </button>
        )}
      </p>
      {snippetsOf(module, dataplane).map(({ id, install, text }) => (
        <details key={id} className={styles.way}>
          <summary>{ways(id)}</summary>
          {install !== undefined && <Lines what={ways("install")} text={install} />}
          <Lines what={ways("code")} text={text} />
        </details>
      ))}
      {mayMake && sheet && <NewTokenSheet onClose={close} />}
    </>
  );
}

/** A region of its own, so that what is wider than a phone can be moved by keyboard. */
function Lines({ what, text }: { what: string; text: string }) {
  const t = useTranslations("module.snippet");
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section className={styles.lines} aria-label={what} tabIndex={0}>
        <pre className="mono small">{text}</pre>
      </section>
      <CopyButton text={text} label={t("copy", { what })} done={t("copied")} />
    </>
  );
}
