"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { useConsole } from "@/components/console/console-context.tsx";
import { late } from "@/components/ui/late.tsx";
import type { ModuleView } from "@/lib/modules/schema.ts";

const ModuleSheet = late(() => import("./module-sheet.tsx").then((module) => module.ModuleSheet));

/** The door to what is known of a module, for whoever may change it. */
export function EditModule({ module }: { module: ModuleView }) {
  const t = useTranslations("start");
  const { allows } = useConsole();
  const [open, setOpen] = useState(false);
  if (!allows("module.edit")) return null;
  return (
    <>
      <button type="button" className="link small" onClick={() => setOpen(true)}>
        {t("edit")}
      </button>
      {open && <ModuleSheet module={module} onClose={() => setOpen(false)} />}
    </>
  );
}
