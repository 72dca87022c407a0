import { useTranslations } from "next-intl";
import { Mark } from "@/components/ui/mark.tsx";

/** The database cannot be reached, or has too much to do: nothing is stored now, and services go on with what they know. */
export function Away({ busy }: { busy: boolean }) {
  const t = useTranslations("oncall");
  return (
    <div data-live="status" data-stand="away">
      <h1 className="lede">
        <Mark state="bad" />
        {t(busy ? "busy.title" : "away.title")}
      </h1>
      <p className="sub">{t(busy ? "busy.means" : "away.means")}</p>
    </div>
  );
}
