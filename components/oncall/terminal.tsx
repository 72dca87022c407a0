import { useTranslations } from "next-intl";
import { rollbackCurl, rollbackLine } from "@/components/switches/form/command-line.ts";
import styles from "./oncall.module.css";

type Props = { origin: string; place: { project: string; environment: string }; path: string; to: string };

/** The same act from a terminal, for when this page cannot reach the server. */
export function Terminal({ origin, place, path, to }: Props) {
  const t = useTranslations("oncall");
  const back = { path, body: to === "" ? {} : { to: /^\d+$/.test(to) ? Number(to) : to } };
  return (
    <details className={styles.terminal}>
      <summary>{t("terminal")}</summary>
      <pre className="mono">{`${rollbackLine(place, back)}\n\n${rollbackCurl(origin, place, back)}`}</pre>
    </details>
  );
}
