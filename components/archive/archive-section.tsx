"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import form from "@/components/ui/form.module.css";
import { ArchiveProblem } from "./archive-problem.tsx";

type Props = { means: string; archive: () => Promise<unknown>; onDone: () => void };

/** The way out of sight, below the form of a thing. */
export function ArchiveSection({ means, archive, onDone }: Props) {
  const t = useTranslations("archive");
  const client = useQueryClient();
  const act = useMutation({
    mutationFn: archive,
    onSuccess: async () => {
      await client.invalidateQueries();
      onDone();
    },
  });
  return (
    <div className={form.danger}>
      <p className="dim">{means}</p>
      <div className={form.acts}>
        <button type="button" className="btn" disabled={act.isPending} onClick={() => act.mutate()}>
          {t("archive")}
        </button>
      </div>
      <ArchiveProblem error={act.error} />
    </div>
  );
}
