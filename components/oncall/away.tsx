import { useTranslations } from "next-intl";
import { Mark } from "@/components/ui/mark.tsx";

/** The database cannot be reached: nothing can be stored, and services go on with what they know. */
export function Away() {
  const t = useTranslations("oncall");
  return (
    <div data-live="status" data-stand="away">
      <h1 className="lede">
        <Mark state="bad" />
        {t("away.title")}
      </h1>
      <p className="sub">{t("away.means")}</p>
    </div>
  );
}
