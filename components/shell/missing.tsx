import Link from "next/link";
import { useTranslations } from "next-intl";

/** Nothing is here, or nothing the reader may see; which of the two is not told. */
export function Missing() {
  const t = useTranslations("errors");
  return (
    <section>
      <h1 className="lede">{t("missing")}</h1>
      <p className="sub">{t("missingMeans")}</p>
      <p style={{ marginTop: 16 }}>
        <Link className="btn" href="/">
          {t("home")}
        </Link>{" "}
        <a className="btn" href="/oncall">
          {t("oncall")}
        </a>
      </p>
    </section>
  );
}
