"use client";

import { useTranslations } from "next-intl";
import { useSheet } from "@/components/console/use-sheet.ts";
import { late } from "@/components/ui/late.tsx";

const RegisterSheet = late(() => import("./register-sheet.tsx").then((module) => module.RegisterSheet));

/** The door to the form that registers modules. */
export function RegisterModules({ primary = false }: { primary?: boolean }) {
  const t = useTranslations("start");
  const { sheet, show, close } = useSheet(["register-modules"]);
  return (
    <>
      <button type="button" className={primary ? "btn primary" : "link"} onClick={() => show("register-modules")}>
        {t("register")}
      </button>
      {sheet && <RegisterSheet onClose={close} />}
    </>
  );
}
