"use client";

import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { setCookie } from "@/components/console/preferences.ts";
import { Health, Mark } from "@/components/ui/mark.tsx";
import { useFormat } from "@/components/ui/use-format.ts";
import { ZONE_COOKIE } from "@/messages/locale.ts";
import styles from "./auth.module.css";
import { beginSingleSignOn, type SignInResult, signInWithPassword } from "./authenticate.ts";
import { DemoAccounts } from "./demo-accounts.tsx";
import { LanguageLinks } from "./language-links.tsx";

type Props = {
  back: string;
  /** What an earlier attempt came back with; see app/api/auth/options.ts. */
  refused: string | null;
  issuer: string | null;
  demo: boolean;
  /** Nobody administers this installation yet. */
  unclaimed: boolean;
};

export function SignIn({ back, refused, issuer, demo, unclaimed }: Props) {
  const t = useTranslations("auth");
  const format = useFormat();
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [sending, setSending] = useState(false);
  const [result, setResult] = useState<SignInResult | null>(() => resultOf(refused));
  const wait = useCountdown(result && !result.ok && result.why === "wait" ? result.wait : 0);

  const submit = async (as: { email: string; password: string }) => {
    setSending(true);
    const answer = await signInWithPassword(as.email, as.password);
    if (!answer.ok) {
      setResult(answer);
      setSending(false);
      return;
    }
    if (!document.cookie.includes(`${ZONE_COOKIE}=`)) setCookie(ZONE_COOKIE, Intl.DateTimeFormat().resolvedOptions().timeZone);
    window.location.assign(back);
  };

  return (
    <>
      <h1 className="lede">{t("signIn")}</h1>
      <p className="sub">{back === "/" ? t("lead") : t("leadBack")}</p>
      {unclaimed && (
        <p style={{ marginTop: 14 }}>
          <Health state="watch" long>
            {t("unclaimed")}
          </Health>
        </p>
      )}
      <form
        method="post"
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (wait === 0 && !sending) submit({ email, password });
        }}
      >
        <label>
          <span className="label">{t("email")}</span>
          <input
            className="input"
            type="email"
            name="email"
            autoComplete="username"
            required
            value={email}
            onChange={(event) => setEmail(event.target.value)}
          />
        </label>
        <label>
          <span className="label">{t("password")}</span>
          <input
            className="input"
            type="password"
            name="password"
            autoComplete="current-password"
            required
            value={password}
            onChange={(event) => setPassword(event.target.value)}
          />
        </label>
        <Refusal result={result} refused={refused} wait={wait} />
        <button type="submit" className="btn primary" disabled={wait > 0 || sending}>
          {wait > 0 ? t("waiting", { time: format.age(0, wait * 1000) }) : sending ? t("signingIn") : t("signIn")}
        </button>
      </form>
      {issuer && <SingleSignOn back={back} issuer={issuer} />}
      {demo && <DemoAccounts onPick={(account) => submit(account)} />}
      <LanguageLinks />
    </>
  );
}

function Refusal({ result, refused, wait }: { result: SignInResult | null; refused: string | null; wait: number }) {
  const t = useTranslations("auth");
  if (!result || result.ok) return null;
  if (result.why === "wait" && wait === 0) return null;
  const why = refused === "NotVerified" && result.why === "failed" ? "notVerified" : result.why;
  return (
    <p className="error" role="alert">
      <Mark state="bad" />
      {t(`refused.${why}`)}
    </p>
  );
}

function resultOf(refused: string | null): SignInResult | null {
  if (!refused) return null;
  const seconds = /^RateLimited\.(\d+)$/.exec(refused)?.[1];
  if (seconds) return { ok: false, why: "wait", wait: Number(seconds) };
  if (refused === "CredentialsSignin") return { ok: false, why: "wrong" };
  if (refused === "Overloaded") return { ok: false, why: "busy" };
  return { ok: false, why: refused === "Unavailable" ? "unavailable" : "failed" };
}

/** Whole seconds left of `seconds`, counted down; 0 when they are over. */
function useCountdown(seconds: number): number {
  const [left, setLeft] = useState(seconds);
  useEffect(() => {
    const until = Date.now() + seconds * 1000;
    const tell = () => setLeft(Math.max(0, Math.ceil((until - Date.now()) / 1000)));
    tell();
    const timer = setInterval(tell, 500);
    return () => clearInterval(timer);
  }, [seconds]);
  return left;
}

function SingleSignOn({ back, issuer }: { back: string; issuer: string }) {
  const t = useTranslations("auth");
  const [failed, setFailed] = useState(false);
  return (
    <div className={styles.other}>
      <button
        type="button"
        className="btn"
        onClick={async () => {
          const url = await beginSingleSignOn(back);
          if (url) window.location.assign(url);
          else setFailed(true);
        }}
      >
        {t("sso", { host: new URL(issuer).host })}
      </button>
      {failed && (
        <p className="error" role="alert">
          <Mark state="bad" />
          {t("ssoFailed")}
        </p>
      )}
    </div>
  );
}
