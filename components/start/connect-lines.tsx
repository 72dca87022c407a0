"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { useConsole } from "@/components/console/console-context.tsx";
import { CopyButton } from "@/components/ui/copy-button.tsx";
import { late } from "@/components/ui/late.tsx";
import type { FirstSteps } from "@/lib/first-steps/schema.ts";
import { connectingLines } from "./connecting-lines.ts";
import styles from "./start.module.css";

const NewTokenSheet = late(() => import("@/components/settings/new-token-sheet.tsx").then((module) => module.NewTokenSheet));

/** A token, and the lines that a service needs to be heard, for each way of speaking. */
export function ConnectLines({ steps: { dataplane, example } }: { steps: FirstSteps }) {
  const t = useTranslations("start");
  const mayMake = useConsole().allows("token.edit");
  const [making, setMaking] = useState(false);
  const ways = connectingLines(dataplane ?? t("steps.address"), example ?? "");
  return (
    <>
      <p className="small">
        {t(mayMake ? "steps.token" : "steps.askToken")}{" "}
        {mayMake && (
          <button type="button" className="link" onClick={() => setMaking(true)}>
            {t("steps.makeToken")}
          </button>
        )}
      </p>
      {Object.entries(ways).map(([way, lines]) => (
        <details key={way} className={styles.way}>
          <summary>{t(`steps.way.${way as keyof typeof ways}`)}</summary>
          <pre className="mono small">{lines}</pre>
          <CopyButton text={lines} label={t("steps.copy")} done={t("steps.copied")} />
        </details>
      ))}
      {making && <NewTokenSheet onClose={() => setMaking(false)} />}
    </>
  );
}
