import { useTranslations } from "next-intl";
import { Logo } from "@/components/ui/logo.tsx";
import { Live } from "./live.tsx";
import styles from "./oncall.module.css";

/** The frame of the on-call pages: readable as it arrives; what runs in the browser only keeps it fresh. */
export function Frame({ children }: { children: React.ReactNode }) {
  const t = useTranslations("oncall");
  const shell = useTranslations("shell");
  return (
    <>
      <a className="skip" href="#main">
        {shell("skip")}
      </a>
      <header className="bar">
        <a className="brand" href="/oncall">
          <Logo />
          {t("title")}
        </a>
        <Live
          words={{
            current: shell("connection.current"),
            stale: t("live.stale"),
            offline: t("live.offline"),
            // The number is filled in by the browser.
            attempt: t("live.attempt", { number: "{number}" }),
            trying: t("live.trying"),
            gaveUp: t("live.gaveUp"),
          }}
        />
        <a className={styles.console} href="/">
          {t("console")}
        </a>
      </header>
      <main id="main" className={styles.main} tabIndex={-1}>
        {children}
      </main>
    </>
  );
}
