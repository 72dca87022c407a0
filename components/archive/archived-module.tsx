"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useConsole } from "@/components/console/console-context.tsx";
import { WriteProblem } from "@/components/console/write-problem.tsx";
import { useFormat } from "@/components/ui/use-format.ts";
import { archiveModule } from "@/lib/modules/queries/edits.ts";
import type { ModuleView } from "@/lib/modules/schema.ts";

/** On the page of a module that is out of sight: since when, and the way back. */
export function ArchivedModule({ module }: { module: ModuleView & { archivedAt: string } }) {
  const t = useTranslations("archive");
  const format = useFormat();
  const { project, allows } = useConsole();
  const client = useQueryClient();
  const back = useMutation({
    mutationFn: () => archiveModule(project.key, module, false),
    onSuccess: () => client.invalidateQueries(),
  });
  return (
    <div className="notice" role="status">
      <span>{t("moduleIs", { day: format.day(module.archivedAt) })}</span>{" "}
      {allows("module.edit") && (
        <button type="button" className="btn" disabled={back.isPending} onClick={() => back.mutate()}>
          {t("bringBack")}
        </button>
      )}
      <WriteProblem error={back.error} />
    </div>
  );
}
