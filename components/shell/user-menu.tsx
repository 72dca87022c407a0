"use client";

import { useTranslations } from "next-intl";
import { useConsole } from "@/components/console/console-context.tsx";
import { Menu } from "@/components/ui/menu.tsx";
import { PreferencesForm } from "./preferences-form.tsx";
import { signOut } from "./sign-out.ts";

/** Who I am here, how the console looks to me, and the way out. */
export function UserMenu({ onKeys }: { onKeys: () => void }) {
  const t = useTranslations("shell");
  const { user } = useConsole();
  return (
    <Menu button={initials(user.name || user.email)} label={t("you", { name: user.name || user.email })} buttonClass="tool me">
      {(close) => (
        <>
          <WhoIAm />
          <hr />
          <PreferencesForm />
          <hr />
          <button
            type="button"
            className="item"
            onClick={() => {
              close();
              onKeys();
            }}
          >
            {t("keys")}
            <kbd className="end">?</kbd>
          </button>
          <button type="button" className="item" onClick={signOut}>
            {t("signOut")}
          </button>
        </>
      )}
    </Menu>
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

/** "WC" for Wei Chen, "陈" for 陈伟. */
function initials(name: string): string {
  const words = name.trim().split(/[\s@._-]+/);
  const letters = words.slice(0, 2).map((word) => Array.from(word)[0] ?? "");
  return (/^\p{ASCII}+$/u.test(letters.join("")) ? letters.join("") : (letters[0] ?? "")).toUpperCase();
}
