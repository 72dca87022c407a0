"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useConsole } from "@/components/console/console-context.tsx";
import { WriteProblem } from "@/components/console/write-problem.tsx";
import { type FieldRow, NO, YES } from "@/components/form/fields.tsx";
import { FormSheet } from "@/components/form/form-sheet.tsx";
import { useDraft } from "@/components/form/use-draft.ts";
import { useNew } from "@/components/form/use-new.ts";
import form from "@/components/ui/form.module.css";
import type { MemberView } from "@/lib/members/schema.ts";
import { createTeam, deleteTeam, teamKeys, updateTeam } from "@/lib/teams/queries.ts";
import type { TeamView } from "@/lib/teams/schema.ts";

/** The name, and for each member by id whether they belong to it. */
type Draft = { name: string; [member: string]: string };

type Props = { members: readonly MemberView[]; onClose: () => Promise<void> };

export function NewTeam({ members, onClose }: Props) {
  const t = useTranslations("settings.team");
  const { project } = useConsole();
  const state = useNew<Draft, TeamView>({
    empty: draftOf("", members, []),
    save: (values, key) => createTeam(project.key, { name: values.name, members: chosen(values, members) }, key),
    onSaved: useDone(onClose),
  });
  return <FormSheet title={t("new")} state={state} rows={useRows(members)} submit={t("make")} onClose={onClose} />;
}

export function EditTeam({ team, members, onClose }: Props & { team: TeamView }) {
  const t = useTranslations("settings.team");
  const { project } = useConsole();
  const done = useDone(onClose);
  const draft: ReturnType<typeof useDraft<TeamView, Draft>> = useDraft<TeamView, Draft>({
    stored: team,
    toDraft: (stored) =>
      draftOf(
        stored.name,
        members,
        stored.members.map(({ id }) => id),
      ),
    save: (_, expectedVersion) =>
      updateTeam(project.key, team.id, { expectedVersion, name: draft.values.name, members: chosen(draft.values, members) }),
    onSaved: done,
  });
  const end = useMutation({ mutationFn: () => deleteTeam(project.key, team), onSuccess: done });
  return (
    <FormSheet
      title={team.name}
      state={draft}
      rows={useRows(members)}
      submit={t("save")}
      ready={draft.isChanged}
      onClose={onClose}
    >
      <div className={form.danger}>
        <p className="dim">{t("endMeans")}</p>
        <div className={form.acts}>
          <button type="button" className="btn" disabled={end.isPending} onClick={() => end.mutate()}>
            {t("end")}
          </button>
        </div>
        <WriteProblem error={end.error} />
      </div>
    </FormSheet>
  );
}

function draftOf(name: string, members: readonly MemberView[], chosen: readonly string[]): Draft {
  return { ...Object.fromEntries(members.map(({ id }) => [id, chosen.includes(id) ? YES : NO])), name };
}

function chosen(values: Draft, members: readonly MemberView[]): string[] {
  return members.flatMap(({ id }) => (values[id] === YES ? [id] : []));
}

function useRows(members: readonly MemberView[]): FieldRow<string>[] {
  const t = useTranslations("settings.team");
  const fields = members.map(({ id, name, email }) => ({ name: id, label: name, kind: "check" as const, means: email }));
  return [
    { name: "name", label: t("name"), kind: "text", attributes: { required: true, maxLength: 200 } },
    { group: t("members"), tight: true, fields },
  ];
}

/** What a team owns may be called otherwise now. */
function useDone(onClose: () => Promise<void>) {
  const { project } = useConsole();
  const client = useQueryClient();
  return async () => {
    const nouns = [teamKeys.list(project.key), ["modules"], ["milestones"], ["risks"]];
    await Promise.all(nouns.map((queryKey) => client.invalidateQueries({ queryKey })));
    await onClose();
  };
}
