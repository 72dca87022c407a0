"use client";

import { useTranslations } from "next-intl";
import { useConsole } from "@/components/console/console-context.tsx";
import { useSheet } from "@/components/console/use-sheet.ts";
import { late } from "@/components/ui/late.tsx";
import type { ModuleView } from "@/lib/modules/schema.ts";

const ModuleSheet = late(() => import("./module-sheet.tsx").then((module) => module.ModuleSheet));

/** The door to what is known of a module, for whoever may change it. */
export function EditModule({ module }: { module: ModuleView }) {
  const t = useTranslations("start");
  const { allows } = useConsole();
  const { sheet, show, close } = useSheet(["module"]);
  if (!allows("module.edit")) return null;
  return (
    <>
      <button type="button" className="link small" onClick={() => show("module", module.key)}>
        {t("edit")}
      </button>
      {sheet?.of === module.key && <ModuleSheet module={module} onClose={close} />}
    </>
  );
}
