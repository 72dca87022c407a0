import { useTranslations } from "next-intl";
import styles from "./oncall.module.css";

/** The same act from a terminal, for when this page cannot reach the server. */
export function Terminal({ url, to }: { url: string; to: string }) {
  const t = useTranslations("oncall");
  const body = to === "" ? {} : { to: /^\d+$/.test(to) ? Number(to) : to };
  const lines = [
    `curl -X POST '${url}' \\`,
    `  -H "Authorization: Bearer $SWITCHYARD_TOKEN" \\`,
    `  -H 'Content-Type: application/json' -d '${JSON.stringify(body)}'`,
  ];
  return (
    <details className={styles.terminal}>
      <summary>{t("terminal")}</summary>
      <pre className="mono">{lines.join("\n")}</pre>
    </details>
  );
}
