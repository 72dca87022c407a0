"use client";

import { useTranslations } from "next-intl";
import { useConsole } from "@/components/console/console-context.tsx";
import type { Cell } from "@/lib/core/text/csv.ts";

type Props = {
  /** Of the file, beside the project's. */
  name: string;
  /** What is seen, line by line, under a head. */
  lines: () => Promise<readonly (readonly Cell[])[]>;
};

/** Saves a list as it is seen, filtered and in its order. */
export function CsvButton({ name, lines }: Props) {
  const t = useTranslations("ui");
  const { project } = useConsole();
  const save = async () => {
    const [{ csvLine }, all] = await Promise.all([import("@/lib/core/text/csv.ts"), lines()]);
    const file = new Blob(all.map(csvLine), { type: "text/csv;charset=utf-8" });
    const link = document.createElement("a");
    link.href = URL.createObjectURL(file);
    link.download = `${name}-${project.key}.csv`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href));
  };
  return (
    <button type="button" className="link small" onClick={save} title={t("saveCsv")}>
      CSV
    </button>
  );
}
