"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { startTransition, useCallback, useEffect } from "react";
import { BadMark } from "@/components/ui/bad-mark.tsx";

type Props = { error: Error & { digest?: string }; reset: () => void };

/** What is said of the digests of lib/platform/page.ts; they pass. */
const PASSING = new Map([
  ["database-away", "database"],
  ["database-busy", "busy"],
] as const);
const AGAIN_MS = 5000;

/** A page that could not be read: what failed, what still works, and another try; the database is asked again by itself. */
export function PageError({ error, reset }: Props) {
  const t = useTranslations("errors");
  const router = useRouter();
  const passing = PASSING.get(error.digest as "database-away");

  const again = useCallback(
    () =>
      startTransition(() => {
        router.refresh();
        reset();
      }),
    [router, reset],
  );

  useEffect(() => {
    if (!passing) return;
    const timer = setInterval(again, AGAIN_MS);
    return () => clearInterval(timer);
  }, [passing, again]);

  return (
    <section>
      <h1 className="lede">
        <BadMark />
        {t(passing ?? "failed")}
      </h1>
      <p className="sub">{t(passing ? `${passing}Means` : "failedMeans")}</p>
      {!passing && error.digest && <p className="sub mono">{t("reference", { id: error.digest })}</p>}
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
