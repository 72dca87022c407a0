"use client";

import { useRouter } from "next/navigation";
import { useLocale, useTimeZone, useTranslations } from "next-intl";
import { useState } from "react";
import { setCookie, useLetterKeys } from "@/components/console/preferences.ts";
import { Segments } from "@/components/ui/segments.tsx";
import { LOCALE_COOKIE, ZONE_COOKIE } from "@/messages/locale.ts";
import { setTheme, themeNow } from "./theme.ts";

/** Language, theme, zone and letter keys of this reader in this browser. */
export function PreferencesForm() {
  const t = useTranslations("shell");
  const router = useRouter();
  const locale = useLocale();
  const zone = useTimeZone() ?? "UTC";
  const [theme, showTheme] = useState(themeNow);
  const [letters, setLetters] = useLetterKeys();
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const keep = (cookie: string, value: string) => {
    setCookie(cookie, value);
    router.refresh();
  };

  return (
    <>
      <div className="field">
        <span className="label" aria-hidden="true">
          {t("language")}
        </span>
        <Segments
          label={t("language")}
          options={[
            { value: "en", label: "English" },
            { value: "zh", label: "中文" },
          ]}
          value={locale}
          onChange={(value) => keep(LOCALE_COOKIE, value)}
        />
      </div>
      <div className="field">
        <span className="label" aria-hidden="true">
          {t("theme")}
        </span>
        <Segments
          label={t("theme")}
          options={(["system", "light", "dark"] as const).map((value) => ({ value, label: t(`themes.${value}`) }))}
          value={theme}
          onChange={(value) => {
            setTheme(value);
            showTheme(value);
          }}
        />
      </div>
      {here !== "UTC" && (
        <div className="field">
          <span className="label" aria-hidden="true">
            {t("zone")}
          </span>
          <Segments
            label={t("zone")}
            options={[
              { value: "UTC", label: "UTC" },
              { value: here, label: here.slice(here.lastIndexOf("/") + 1).replaceAll("_", " ") },
            ]}
            value={zone}
            onChange={(value) => keep(ZONE_COOKIE, value)}
          />
        </div>
      )}
      <label className="field check">
        <input type="checkbox" checked={letters} onChange={(event) => setLetters(event.target.checked)} />
        <span>
          {t("letterKeys")}
          <span className="small mute" style={{ display: "block" }}>
            {t("letterKeysNote")}
          </span>
        </span>
      </label>
    </>
  );
}
