"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import { useConsole } from "@/components/console/console-context.tsx";
import { CopyButton } from "@/components/ui/copy-button.tsx";
import { Panel } from "@/components/ui/panel.tsx";
import inTab from "./in-tab.module.css";
import styles from "./snippet-tab.module.css";
import { snippetsOf } from "./snippets.ts";

/** How a service reads this module's switches, with the real addresses and keys. */
export function SnippetTab({ module, dataplane }: { module: string; dataplane: string }) {
  const t = useTranslations("module.snippet");
  const { href } = useConsole();
  return (
    <Panel className={inTab.panel} title={t("title")} note={t("note", { dataplane })}>
      <p className="dim">
        {t.rich("token", { settings: (chunks) => <Link href={`${href("/settings")}#tokens`}>{chunks}</Link> })}
      </p>
      {snippetsOf(module, dataplane).map(({ id, text }) => (
        <div key={id} className={styles.snippet}>
          <div className={styles.head}>
            <h3>{t(id)}</h3>
            <CopyButton text={text} label={t("copy")} done={t("copied")} />
          </div>
          <pre>
            <code>{text}</code>
          </pre>
        </div>
      ))}
    </Panel>
  );
}
