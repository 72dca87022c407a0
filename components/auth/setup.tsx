"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { Mark } from "@/components/ui/mark.tsx";
import { useFormat } from "@/components/ui/use-format.ts";
import type { SetupCheck } from "@/lib/members/schema.ts";
import { ApiError, api } from "@/lib/platform/api-client.ts";
import { LanguageLinks } from "./language-links.tsx";
import { SetupForm } from "./setup-form.tsx";

type Opened = { token: string; check: SetupCheck };
type State = { is: "checking" } | { is: "open"; link: Opened } | { is: "failed"; error: Error } | { is: "none" };

/** One-time set-up: choose a name and a password, or join a project. The token stays behind the #, where no server or log sees it. */
export function Setup() {
  const t = useTranslations("auth");
  const format = useFormat();
  const [state, setState] = useState<State>({ is: "checking" });

  useEffect(() => {
    const token = window.location.hash.slice(1);
    if (!token) {
      setState({ is: "none" });
      return;
    }
    api<SetupCheck>("POST", "/setup/check", { body: { token } }).then(
      (check) => setState({ is: "open", link: { token, check } }),
      (error: Error) => setState({ is: "failed", error }),
    );
  }, []);

  return (
    <>
      <h1 className="lede">{t("setup.title")}</h1>
      {state.is === "open" && (
        <>
          <p className="sub">
            {state.link.check.kind === "join"
              ? t("setup.join", { project: state.link.check.project ?? "" })
              : t(state.link.check.kind === "first-admin" ? "setup.first" : "setup.member")}
          </p>
          <SetupForm {...state.link} />
          <p className="small mute" style={{ marginTop: 12 }}>
            {t("setup.until", { time: format.exact(state.link.check.expiresAt) })}
          </p>
        </>
      )}
      {(state.is === "failed" || state.is === "none") && (
        <>
          <p className="error" role="alert">
            <Mark state="bad" />
            {state.is === "failed" && !isDead(state.error) ? state.error.message : t("setup.dead")}
          </p>
          <p className="sub">{t("setup.deadMeans")}</p>
          <p style={{ marginTop: 16 }}>
            <Link className="btn" href="/sign-in">
              {t("signIn")}
            </Link>
          </p>
        </>
      )}
      <LanguageLinks />
    </>
  );
}

function isDead(error: Error): boolean {
  return error instanceof ApiError && (error.status === 404 || error.status === 400);
}
