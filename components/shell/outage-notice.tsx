import { useTranslations } from "next-intl";
import { Mark } from "@/components/ui/mark.tsx";
import { useFormat } from "@/components/ui/use-format.ts";

/** Says since when the database is away, and what still works; or, without a time, that somebody has to sign in again. */
export function OutageNotice({ since }: { since: number | null }) {
  const t = useTranslations("shell");
  const format = useFormat();
  return (
    <p className="notice" role="alert">
      <Mark state="bad" />
      {since === null ? (
        <span>
          {t("signedOut")}{" "}
          <a href="/sign-in" target="_blank" rel="noopener">
            {t("signInAgain")}
          </a>
        </span>
      ) : (
        <span>{t("outage", { time: format.timeUtc(since) })}</span>
      )}
    </p>
  );
}
