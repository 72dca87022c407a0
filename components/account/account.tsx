"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { PlainPage } from "@/components/shell/plain-page.tsx";
import { Mark } from "@/components/ui/mark.tsx";
import { useFormat } from "@/components/ui/use-format.ts";
import { ApiError } from "@/lib/platform/api-client.ts";
import { endSession } from "@/lib/sessions/queries.ts";
import type { SessionView } from "@/lib/sessions/schema.ts";

/** Who the reader is, and where they are signed in. */
export function Account({ name, email, sessions }: { name: string; email: string; sessions: SessionView[] }) {
  const t = useTranslations("account");
  const format = useFormat();
  const [open, setOpen] = useState(sessions);
  const [ending, setEnding] = useState<string | null>(null);
  const [error, setError] = useState<Error | null>(null);

  const end = async (session: SessionView) => {
    setEnding(session.id);
    setError(null);
    try {
      await endSession(session).catch((failure: unknown) => {
        // Ended elsewhere meanwhile: what was wanted.
        if (!(failure instanceof ApiError && failure.status === 404)) throw failure;
      });
      if (session.current) window.location.assign("/sign-in");
      setOpen((all) => all.filter(({ id }) => id !== session.id));
    } catch (failure) {
      if (failure instanceof ApiError && failure.status === 401) window.location.assign("/sign-in?to=/account");
      setError(failure as Error);
    }
    setEnding(null);
  };

  return (
    <PlainPage wide>
      <h1 className="lede">{t("title")}</h1>
      <p className="sub">
        {name === email ? email : t("who", { name, email })} · <a href="/">{t("back")}</a> · <a href="/docs">{t("docs")}</a>
      </p>
      <h2 className="label" style={{ marginTop: 24 }}>
        {t("sessions")}
      </h2>
      <p className="small mute">{t("sessionsMean")}</p>
      <ul style={{ listStyle: "none", padding: 0 }}>
        {open.map((session) => (
          <li key={session.id} style={{ display: "flex", flexWrap: "wrap", gap: 12, alignItems: "center", padding: "10px 0" }}>
            <span style={{ flex: "1 1 16rem" }}>
              {session.device || t("unnamed")}
              {session.current && <b> {t("current")}</b>}
              <br />
              <span className="small dim">
                {t("times", { since: format.exact(session.createdAt), seen: format.exact(session.lastSeenAt) })}
              </span>
            </span>
            <button type="button" className="btn" disabled={ending !== null} onClick={() => end(session)}>
              {t(session.current ? "signOut" : "end")}
            </button>
          </li>
        ))}
      </ul>
      {open.length === 0 && <p className="dim">{t("none")}</p>}
      {error && (
        <p className="error" role="alert">
          <Mark state="bad" />
          {error.message}
        </p>
      )}
    </PlainPage>
  );
}
