"use client";

import { useTranslations } from "next-intl";
import { useConsole } from "@/components/console/console-context.tsx";
import { PreferencesForm } from "./preferences-form.tsx";
import { signOut } from "./sign-out.ts";

/** What the user menu holds. */
export function UserPanel({ onKeys }: { onKeys: () => void }) {
  const t = useTranslations("shell");
  return (
    <>
      <WhoIAm />
      <hr />
      <PreferencesForm />
      <hr />
      <button type="button" className="item" onClick={onKeys}>
        {t("keys")}
        <kbd className="end">?</kbd>
      </button>
      <a className="item" href="/account">
        {t("account")}
      </a>
      <button type="button" className="item" onClick={signOut}>
        {t("signOut")}
      </button>
    </>
  );
}

export function WhoIAm() {
  const t = useTranslations("shell");
  const tWords = useTranslations("words");
  const { user, role, project } = useConsole();
  return (
    <p className="head">
      <b style={{ color: "var(--ink)", display: "block" }}>{user.name || user.email}</b>
      {user.email}
      <br />
      {t("roleHere", { role: tWords(`role.${role}`), project: project.name })}
    </p>
  );
}
