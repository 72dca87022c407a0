"use client";

import { useTranslations } from "next-intl";
import { useConsole } from "@/components/console/console-context.tsx";
import { useSheet } from "@/components/console/use-sheet.ts";
import { late } from "@/components/ui/late.tsx";
import { Mark } from "@/components/ui/mark.tsx";
import { useFormat } from "@/components/ui/use-format.ts";
import { A_DATAPLANE, causeIn, type RestoreCause } from "@/lib/core/text/restore-cause.ts";
import type { RecoveryView } from "@/lib/switches/schema/recovery.ts";

const SettleSheet = late(() => import("./settle-sheet.tsx").then((module) => module.SettleSheet));

const MOST_NAMED = 5;

/** While nothing moves because the database was restored: what is waited for, and what to do. */
export function Recoveries({ recoveries }: { recoveries: readonly RecoveryView[] }) {
  const { place, allows } = useConsole();
  const { sheet, show, close } = useSheet(["settle"]);
  /** Elsewhere what ends by itself is for those who look there. */
  const concerns = ({ environment, waitsFor, modules }: RecoveryView) =>
    environment === place.environment || waitsFor.length > 0 || modules.length > 0;
  const settling = recoveries
    .flatMap(({ environment, modules }) => modules.map(({ module }) => ({ environment, module })))
    .find(({ environment, module }) => `${environment}.${module}` === sheet?.of);
  return (
    <>
      {recoveries.filter(concerns).map((recovery) => (
        <div className="notice" role="alert" key={recovery.environment}>
          <Mark state="bad" />
          <div>
            <Told recovery={recovery} />
            {recovery.modules.map(({ module, kept }) => (
              <Differs
                key={module}
                module={module}
                kept={kept}
                onSettle={allows("switch.forward") ? () => show("settle", `${recovery.environment}.${module}`) : null}
              />
            ))}
          </div>
        </div>
      ))}
      {allows("switch.forward") && settling && <SettleSheet key={sheet?.of} {...settling} onClose={close} />}
    </>
  );
}

function Told({ recovery }: { recovery: RecoveryView }) {
  const t = useTranslations("shell.recovery");
  const format = useFormat();
  const { environment, since, until, waitsFor, modules } = recovery;
  const cause = useCauseWords()(causeIn(recovery.cause));
  const waiting = [...new Set(waitsFor.map(({ instance }) => instance))];
  return (
    <p>
      {t("restored", { environment, time: format.timeUtc(Date.parse(since)), cause })}{" "}
      {waitsFor.length > 0
        ? t("waits", { names: format.list(waiting, MOST_NAMED), count: waiting.length })
        : modules.length > 0
          ? t("settle")
          : t("ends", { time: format.timeUtc(Date.parse(until)) })}
    </p>
  );
}

/** How it was noticed; what a person said stays in their words. */
function useCauseWords(): (cause: RestoreCause) => string {
  const t = useTranslations("shell.recovery.cause");
  return (cause) => {
    if (cause.kind === "said") return cause.words;
    if (cause.kind === "moved") return t("moved");
    const { who, revision, known } = cause;
    return who === A_DATAPLANE ? t("dataplane", { revision, known }) : t("instance", { who, revision, known });
  };
}

function Differs({ module, kept, onSettle }: { module: string; kept: boolean; onSettle: (() => void) | null }) {
  const t = useTranslations("shell.recovery");
  return (
    <p>
      {t(kept ? "kept" : "differs", { module })}{" "}
      {onSettle && (
        <button type="button" className="btn" onClick={onSettle}>
          {t("decide", { module })}
        </button>
      )}
    </p>
  );
}
