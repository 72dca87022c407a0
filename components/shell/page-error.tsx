"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { startTransition, useEffect } from "react";
import { BadMark } from "@/components/ui/bad-mark.tsx";

type Props = { error: Error & { digest?: string }; reset: () => void };

const AGAIN_MS = 5000;
const DATABASE = /^database-(away|busy)$/;

/** A page that could not be read: what failed, what still works, and another try; the database is asked again by itself. */
export function PageError({ error, reset }: Props) {
  const t = useTranslations("errors");
  const router = useRouter();
  // What passes is told by its digest, as lib/platform/page.ts gives it.
  const passing = DATABASE.exec(error.digest ?? "")?.[1] as "away" | "busy" | undefined;

  const again = () =>
    startTransition(() => {
      router.refresh();
      reset();
    });

  useEffect(() => {
    if (!passing) return;
    // Also when the last try changed nothing that would have this drawn again.
    const timer = setInterval(again, AGAIN_MS);
    return () => clearInterval(timer);
  });

  return (
    <section>
      <h1 className="lede">
        <BadMark />
        {t(passing ?? "failed")}
      </h1>
      <p className="sub">{t(passing ? `${passing}Means` : "failedMeans")}</p>
      {!passing && error.digest && <p className="sub mono">{t("reference", { id: error.digest })}</p>}
      <p className="sub">
        <button type="button" className="btn primary" onClick={again}>
          {t("again")}
        </button>
        <a className="btn" href="/oncall">
          {t("oncall")}
        </a>
      </p>
    </section>
  );
}
