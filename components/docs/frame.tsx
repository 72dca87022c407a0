import { useTranslations } from "next-intl";
import { PlainPage } from "@/components/shell/plain-page.tsx";
import styles from "./docs.module.css";
import { type DocsPlace, withPlace } from "./place.ts";

/** Around every page of help: the way to the others, and back to where the reader came from. */
export function DocsFrame({ place, children }: { place: DocsPlace; children: React.ReactNode }) {
  const t = useTranslations("docs");
  const back = place.project === "" ? "/" : `/p/${encodeURIComponent(place.project)}`;
  return (
    <PlainPage wide>
      <nav className={styles.nav} aria-label={t("navigation")}>
        <a href={withPlace("/docs", place)}>{t("all")}</a>
        <a href={withPlace("/docs/api", place)}>{t("api")}</a>
        <a href={withPlace("/docs/changelog", place)}>{t("changes")}</a>
        <a href={back}>{t("back")}</a>
      </nav>
      {children}
    </PlainPage>
  );
}
