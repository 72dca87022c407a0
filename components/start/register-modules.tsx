"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { late } from "@/components/ui/late.tsx";

const RegisterSheet = late(() => import("./register-sheet.tsx").then((module) => module.RegisterSheet));

/** The door to the form that registers modules. */
export function RegisterModules({ primary = false }: { primary?: boolean }) {
  const t = useTranslations("start");
  const [open, setOpen] = useState(false);
  return (
    <>
      <button type="button" className={primary ? "btn primary" : "link"} onClick={() => setOpen(true)}>
        {t("register")}
      </button>
      {open && <RegisterSheet onClose={() => setOpen(false)} />}
    </>
  );
}
