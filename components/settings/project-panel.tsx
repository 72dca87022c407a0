"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useConsole } from "@/components/console/console-context.tsx";
import { DraftConflict } from "@/components/console/draft-conflict.tsx";
import { useQueryState } from "@/components/console/query-state.ts";
import { useDraft } from "@/components/console/use-draft.ts";
import { fieldError, WriteProblem } from "@/components/console/write-problem.tsx";
import { Field } from "@/components/ui/field.tsx";
import form from "@/components/ui/form.module.css";
import { Health } from "@/components/ui/mark.tsx";
import { Panel } from "@/components/ui/panel.tsx";
import { projectKeys, projectQuery, updateProject } from "@/lib/projects/queries.ts";
import type { ProjectView } from "@/lib/projects/schema.ts";

/** The project's name and goal. */
export function ProjectPanel() {
  const t = useTranslations("settings");
  const { project, allows } = useConsole();
  const query = useQuery(projectQuery(project.key));
  const state = useQueryState(query, 3);
  const mayEdit = allows("project.edit");
  return (
    <Panel title={t("section.project")} note={mayEdit ? undefined : t("needsAdmin")} state={state}>
      {query.data &&
        (mayEdit ? (
          <ProjectForm key={query.data.key} project={query.data} />
        ) : (
          <dl className="facts">
            <dt>{t("project.name")}</dt>
            <dd>{query.data.name}</dd>
            <dt>{t("project.goal")}</dt>
            <dd>{query.data.goal || "–"}</dd>
          </dl>
        ))}
    </Panel>
  );
}

function ProjectForm({ project }: { project: ProjectView }) {
  const t = useTranslations("settings");
  const [saved, setSaved] = useState(0);
  return (
    <>
      <Fields key={saved} project={project} onSaved={() => setSaved(saved + 1)} />
      <div role="status">{saved > 0 && <Health state="ok">{t("project.saved")}</Health>}</div>
    </>
  );
}

function Fields({ project, onSaved }: { project: ProjectView; onSaved: () => void }) {
  const t = useTranslations("settings");
  const client = useQueryClient();
  const router = useRouter();
  const draft = useDraft({
    stored: project,
    toDraft: ({ name, goal }) => ({ name, goal }),
    save: (changed, expectedVersion) => updateProject(project.key, { ...changed, expectedVersion }),
    onSaved: async () => {
      await client.invalidateQueries({ queryKey: projectKeys.one(project.key) });
      router.refresh();
      onSaved();
    },
  });
  return (
    <form
      className={form.form}
      onSubmit={(event) => {
        event.preventDefault();
        draft.submit();
      }}
    >
      <Field label={t("project.name")} error={fieldError(draft.problem, "name")}>
        {(control) => (
          <input
            {...control}
            className="input"
            required
            maxLength={200}
            value={draft.values.name}
            onChange={(event) => draft.set("name", event.target.value)}
          />
        )}
      </Field>
      <Field label={t("project.goal")} hint={t("project.goalHint")} error={fieldError(draft.problem, "goal")}>
        {(control) => (
          <textarea
            {...control}
            className="input"
            rows={4}
            maxLength={2000}
            value={draft.values.goal}
            onChange={(event) => draft.set("goal", event.target.value)}
          />
        )}
      </Field>
      <DraftConflict conflict={draft.conflict} labelOf={(name) => t(`project.${name}`)} onTake={draft.set} />
      <WriteProblem error={draft.problem} />
      <div className={form.acts}>
        <button type="submit" className="btn primary" disabled={!draft.isChanged || draft.isSaving}>
          {t("project.save")}
        </button>
      </div>
    </form>
  );
}
