"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState, useSyncExternalStore } from "react";
import { useConsole } from "@/components/console/console-context.tsx";
import { useQueryState } from "@/components/console/query-state.ts";
import { Form } from "@/components/form/form.tsx";
import { useDraft } from "@/components/form/use-draft.ts";
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
            <dt>{t("project.timeZone")}</dt>
            <dd>{query.data.timeZone}</dd>
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

const none = () => () => undefined;
const NO_ZONES: readonly string[] = [];
let zones: readonly string[] | null = null;

/** Known to the browser; the server may know others. */
function useZones(): readonly string[] {
  const read = () => {
    zones ??= ["UTC", ...Intl.supportedValuesOf("timeZone")];
    return zones;
  };
  return useSyncExternalStore(none, read, () => NO_ZONES);
}

function Fields({ project, onSaved }: { project: ProjectView; onSaved: () => void }) {
  const t = useTranslations("settings");
  const client = useQueryClient();
  const router = useRouter();
  const draft = useDraft({
    stored: project,
    toDraft: ({ name, goal, timeZone }) => ({ name, goal, timeZone }),
    save: (changed, expectedVersion) => updateProject(project.key, { ...changed, expectedVersion }),
    onSaved: async () => {
      await client.invalidateQueries({ queryKey: projectKeys.one(project.key) });
      router.refresh();
      onSaved();
    },
  });
  return (
    <Form
      inPage
      state={draft}
      rows={[
        { name: "name", label: t("project.name"), kind: "text", attributes: { required: true, maxLength: 200 } },
        {
          name: "goal",
          label: t("project.goal"),
          hint: t("project.goalHint"),
          kind: "lines",
          rows: 4,
          attributes: { maxLength: 2000 },
        },
        {
          name: "timeZone",
          label: t("project.timeZone"),
          hint: t("project.timeZoneHint"),
          kind: "text",
          attributes: { required: true, maxLength: 60, spellCheck: false },
          suggestions: useZones(),
        },
      ]}
      submit={t("project.save")}
      ready={draft.isChanged}
    />
  );
}
