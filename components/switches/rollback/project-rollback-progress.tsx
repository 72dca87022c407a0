"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { Mark } from "@/components/ui/mark.tsx";
import { rollbackQuery } from "@/lib/rollbacks/queries.ts";
import type { ProjectRollbackView } from "@/lib/rollbacks/schema.ts";

/** How many modules of a project's rollback have begun, and which do not go back. */
export function ProjectRollbackProgress({ project, begun }: { project: string; begun: ProjectRollbackView }) {
  const t = useTranslations("switches.project");
  const { data } = useQuery({ ...rollbackQuery(project, begun.id), initialData: begun });
  const { held, modules, unmoved } = data;
  const more = modules.unmoved - unmoved.length;
  return (
    <>
      <ul className="told small" role="status">
        <li>
          <Mark state="ok" />
          <span>{t("held", { count: held })}</span>
        </li>
        <li>
          <Mark state={modules.pending > 0 ? "open" : "ok"} />
          <span>{t("progress", { looked: modules.of - modules.pending, of: modules.of, begun: modules.begun })}</span>
        </li>
        {modules.waiting > 0 && (
          <li>
            <Mark state="open" />
            <span>{t("waiting", { count: modules.waiting })}</span>
          </li>
        )}
      </ul>
      {unmoved.length > 0 && (
        <ul className="told small">
          {unmoved.map(({ module, environment, state, refusals }) => (
            <li key={`${module} ${environment}`}>
              {t("unmoved", {
                module,
                why: state === "nothing-behind" ? t("nothingBehind") : refusals.map(({ message }) => message).join(" "),
              })}
            </li>
          ))}
          {more > 0 && <li>{t("more", { count: more })}</li>}
        </ul>
      )}
      <p className="note small">{t("goesOn")}</p>
    </>
  );
}
