"use client";

import { useTranslations } from "next-intl";
import { Sheet } from "@/components/ui/sheet.tsx";
import { NavLinks } from "./nav.tsx";
import { PreferencesForm } from "./preferences-form.tsx";
import styles from "./shell.module.css";
import { signOut } from "./sign-out.ts";
import { WhoIAm } from "./user-panel.tsx";

/** What the bar has no room for on a phone: pages, preferences, the way out. */
export function PhoneMenu({ onClose }: { onClose: () => void }) {
  const t = useTranslations("shell");
  return (
    <Sheet title={t("menu")} onClose={onClose}>
      <nav className={styles.links} aria-label={t("navigation")}>
        <NavLinks onGo={onClose} />
      </nav>
      <div className={styles.mine}>
        <WhoIAm />
        <PreferencesForm />
        <a className="btn" href="/account">
          {t("account")}
        </a>
        <button type="button" className="btn" onClick={signOut}>
          {t("signOut")}
        </button>
      </div>
    </Sheet>
  );
}
