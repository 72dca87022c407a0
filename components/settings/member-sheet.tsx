"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useConsole } from "@/components/console/console-context.tsx";
import { TypedConfirm } from "@/components/console/typed-confirm.tsx";
import { WriteProblem } from "@/components/console/write-problem.tsx";
import { FormSheet } from "@/components/form/form-sheet.tsx";
import { useDraft } from "@/components/form/use-draft.ts";
import form from "@/components/ui/form.module.css";
import { Health } from "@/components/ui/mark.tsx";
import { Sheet } from "@/components/ui/sheet.tsx";
import { useFormat } from "@/components/ui/use-format.ts";
import type { Role } from "@/lib/core/access/policy.ts";
import { changeRole, endSessions, memberKeys, removeMember, renewSetupLink } from "@/lib/members/queries.ts";
import type { MemberView } from "@/lib/members/schema.ts";
import { useRoleField } from "./roles.ts";
import { ShownOnce } from "./shown-once.tsx";

type Props = {
  member: MemberView;
  /** Nobody else administers the project; then neither the role nor the membership may go. */
  lastAdmin: boolean;
  onClose: () => void;
};

/** One person: role, sessions, a new link, and the way out. */
export function MemberSheet({ member, lastAdmin, onClose }: Props) {
  const t = useTranslations("settings");
  const format = useFormat();
  const { project } = useConsole();
  const client = useQueryClient();
  const role = useRoleField(lastAdmin);
  const done = async () => {
    await client.invalidateQueries({ queryKey: memberKeys.list(project.key) });
    onClose();
  };
  const draft = useDraft({
    stored: { ...member, version: member.version ?? 0 },
    toDraft: (stored) => ({ role: stored.role as string }),
    save: (changed, version) => changeRole(project.key, { ...member, version }, changed.role as Role),
    onSaved: done,
  });
  const end = useMutation({ mutationFn: () => endSessions(project.key, member) });
  const renew = useMutation({ mutationFn: () => renewSetupLink(project.key, member) });
  const remove = useMutation({ mutationFn: () => removeMember(project.key, member), onSuccess: done });
  if (renew.data) {
    return (
      <Sheet title={t("person.linkFor", { name: member.name })} onClose={onClose}>
        <ShownOnce
          text={renew.data.setupUrl}
          label={t("person.link")}
          note={t("person.linkOnce", { until: format.exact(renew.data.expiresAt) })}
          onClose={onClose}
        />
      </Sheet>
    );
  }
  return (
    <FormSheet
      title={member.name}
      state={draft}
      lead={<p className="dim">{member.email}</p>}
      rows={[role]}
      submit={t("person.saveRole")}
      ready={draft.isChanged}
      onClose={onClose}
    >
      {lastAdmin && <p className="small mute">{t("person.lastAdmin")}</p>}
      <div className={form.danger}>
        <p className="dim">{t(member.active ? "person.endMeans" : "person.linkMeans")}</p>
        <div className={form.acts}>
          {member.active && (
            <button type="button" className="btn" disabled={end.isPending} onClick={() => end.mutate()}>
              {t("person.end")}
            </button>
          )}
          <button type="button" className="btn" disabled={renew.isPending} onClick={() => renew.mutate()}>
            {t("person.newLink")}
          </button>
        </div>
        <div role="status">{end.isSuccess && <Health state="ok">{t("person.ended")}</Health>}</div>
        <WriteProblem error={end.error ?? renew.error} />
      </div>
      {!lastAdmin && (
        <TypedConfirm
          warning={t("person.removeMeans", { name: member.name })}
          word={member.email}
          verb={t("person.remove")}
          pending={remove.isPending}
          onConfirm={() => remove.mutate()}
        />
      )}
      <WriteProblem error={remove.error} />
    </FormSheet>
  );
}
