"use client";

import { useRouter } from "next/navigation";
import { useLocale, useTranslations } from "next-intl";
import { setCookie } from "@/components/console/preferences.ts";
import { Segments } from "@/components/ui/segments.tsx";
import { LOCALE_COOKIE } from "@/messages/locale.ts";
import styles from "./auth.module.css";

/** Language before there is a person to remember it for. */
export function LanguageLinks() {
  const t = useTranslations("shell");
  const router = useRouter();
  return (
    <div className={styles.language}>
      <Segments
        label={t("language")}
        options={[
          { value: "en", label: "English" },
          { value: "zh", label: "中文" },
        ]}
        value={useLocale()}
        onChange={(locale) => {
          setCookie(LOCALE_COOKIE, locale);
          router.refresh();
        }}
      />
    </div>
  );
}
