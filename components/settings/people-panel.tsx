"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useConsole } from "@/components/console/console-context.tsx";
import { useQueryState } from "@/components/console/query-state.ts";
import { Panel } from "@/components/ui/panel.tsx";
import { useFormat } from "@/components/ui/use-format.ts";
import { membersQuery } from "@/lib/members/queries.ts";
import type { MemberView } from "@/lib/members/schema.ts";
import { InviteSheet } from "./invite-sheet.tsx";
import { MemberSheet } from "./member-sheet.tsx";
import styles from "./settings.module.css";

/** Who takes part, in which role, and who has not come in yet. */
export function PeoplePanel() {
  const t = useTranslations("settings");
  const words = useTranslations("words");
  const format = useFormat();
  const { project, user, allows } = useConsole();
  const query = useQuery(membersQuery(project.key));
  const state = useQueryState(query, 4);
  const [open, setOpen] = useState<MemberView | "new" | null>(null);
  const mayEdit = allows("member.edit");
  const members = query.data ?? [];
  const admins = members.filter(({ role, active }) => role === "admin" && active);
  return (
    <>
      <Panel
        title={t("section.people")}
        note={mayEdit ? undefined : t("needsAdmin")}
        end={
          mayEdit && (
            <button type="button" className="btn" onClick={() => setOpen("new")}>
              {t("person.invite")}
            </button>
          )
        }
        state={state}
      >
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">{t("person.name")}</th>
              <th scope="col">{t("person.email")}</th>
              <th scope="col">{t("person.role")}</th>
              <th scope="col">{t("person.state")}</th>
              <th scope="col" className="num">
                {t("person.since")}
              </th>
            </tr>
          </thead>
          <tbody>
            {members.map((member) => (
              <tr key={member.id}>
                <th scope="row">
                  {mayEdit && member.version !== null ? (
                    <button type="button" className="name link" onClick={() => setOpen(member)}>
                      {member.name}
                    </button>
                  ) : (
                    member.name
                  )}
                  {member.id === user.id && <span className="mute"> {t("person.you")}</span>}
                </th>
                <td className="dim">{member.email}</td>
                <td>{words(`role.${member.role}`)}</td>
                <td className="dim">
                  {member.active ? (member.owner ? t("person.owner") : t("person.active")) : t("person.invited")}
                </td>
                <td className="num dim">{format.day(member.since)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Panel>
      {open === "new" && <InviteSheet onClose={() => setOpen(null)} />}
      {open && open !== "new" && (
        <MemberSheet
          member={open}
          lastAdmin={open.role === "admin" && admins.every(({ id }) => id === open.id)}
          onClose={() => setOpen(null)}
        />
      )}
    </>
  );
}
