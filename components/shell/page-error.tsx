"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { startTransition, useCallback, useEffect } from "react";
import { BadMark } from "@/components/ui/bad-mark.tsx";

type Props = { error: Error & { digest?: string }; reset: () => void };

/** Equals DATABASE_AWAY in lib/platform/page.ts. */
const DATABASE_AWAY = "database-away";
const AGAIN_MS = 5000;

/** A page that could not be read: what failed, what still works, and another try; the database is asked again by itself. */
export function PageError({ error, reset }: Props) {
  const t = useTranslations("errors");
  const router = useRouter();
  const away = error.digest === DATABASE_AWAY;

  const again = useCallback(
    () =>
      startTransition(() => {
        router.refresh();
        reset();
      }),
    [router, reset],
  );

  useEffect(() => {
    if (!away) return;
    const timer = setInterval(again, AGAIN_MS);
    return () => clearInterval(timer);
  }, [away, again]);

  return (
    <section>
      <h1 className="lede">
        <BadMark />
        {t(away ? "database" : "failed")}
      </h1>
      <p className="sub">{t(away ? "databaseMeans" : "failedMeans")}</p>
      {!away && error.digest && <p className="sub mono">{t("reference", { id: error.digest })}</p>}
      <p style={{ marginTop: 16 }}>
        <button type="button" className="btn primary" onClick={again}>
          {t("again")}
        </button>{" "}
        <a className="btn" href="/oncall">
          {t("oncall")}
        </a>
      </p>
    </section>
  );
}
