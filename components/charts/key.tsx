import { useTranslations } from "next-intl";
import styles from "./charts.module.css";
import { Glyph } from "./glyph.tsx";

/** The two entries that say which line is which. */
export function Key() {
  const t = useTranslations("charts");
  return (
    <span className={`small ${styles.key}`}>
      <span className="c-old">
        <Glyph side="old" />
        {t("side.old")}
      </span>
      <span className="c-new">
        <Glyph side="new" />
        {t("side.new")}
      </span>
    </span>
  );
}
