"use client";

import { useTranslations } from "next-intl";
import { useId } from "react";
import { Health } from "./mark.tsx";
import { useFormat } from "./use-format.ts";

/** What a panel has to say about its own data. Times are milliseconds since the epoch. */
export type PanelState =
  | { is: "ok" }
  | { is: "loading"; rows?: number }
  | { is: "empty"; text: string; act?: React.ReactNode; command?: string }
  | { is: "error"; text: string; since: number | null; lastGood: number | null; retry: () => void }
  | { is: "stale"; since: number; age: string }
  | { is: "forbidden"; role: string };

type Props = {
  title: string;
  note?: React.ReactNode;
  end?: React.ReactNode;
  state?: PanelState;
  className?: string;
  children?: React.ReactNode;
};

/** A section with its title and the six states every panel has. Old data stays on screen, visibly aged. */
export function Panel({ title, note, end, state = { is: "ok" }, className, children }: Props) {
  const t = useTranslations("ui");
  const id = useId();
  const word = state.is === "ok" ? null : state.is === "stale" ? t("state.stale", { age: state.age }) : t(`state.${state.is}`);
  return (
    <section className={`section ${className ?? ""}`} aria-labelledby={id} aria-busy={state.is === "loading" || undefined}>
      <header>
        <h2 id={id}>{title}</h2>
        {note && <span className="small">{note}</span>}
        {(word || end) && (
          <span className="small end">
            {word} {end}
          </span>
        )}
      </header>
      <Body state={state}>{children}</Body>
    </section>
  );
}

function Body({ state, children }: { state: PanelState; children: React.ReactNode }) {
  const t = useTranslations("ui");
  const format = useFormat();
  switch (state.is) {
    case "ok":
      return children;
    case "loading":
      return <Skeleton rows={state.rows ?? 3} />;
    case "empty":
      return (
        <div className="empty">
          <p>{state.text}</p>
          {state.act && <div className="row">{state.act}</div>}
          {state.command && <code>{state.command}</code>}
        </div>
      );
    case "error":
      return (
        <>
          <p role="alert">
            <Health state="bad" long>
              {state.since === null ? state.text : t("failedSince", { what: state.text, time: format.time(state.since) })}
            </Health>
          </p>
          {children && <div className="stale">{children}</div>}
          <p className="small mute">
            {state.lastGood !== null && <>{t("lastGood", { time: format.time(state.lastGood) })} </>}
            <button type="button" className="link" onClick={state.retry}>
              {t("retry")}
            </button>
          </p>
        </>
      );
    case "stale":
      return (
        <>
          <div className="stale">{children}</div>
          <p className="small mute">{t("noNewSince", { time: format.time(state.since) })}</p>
        </>
      );
    case "forbidden":
      return (
        <>
          <p className="dim">{t("needsRole", { role: state.role })}</p>
          {children}
        </>
      );
  }
}

/** Bars of the final size, shown only when the wait is long enough to notice. */
function Skeleton({ rows }: { rows: number }) {
  return (
    <div className="skeletons" aria-hidden="true">
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they are alike and stay
        <div key={row} className="skeleton" style={{ width: `${80 - (row % 3) * 9}%` }} />
      ))}
    </div>
  );
}
