"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useConsole } from "@/components/console/console-context.tsx";
import { useQueryState } from "@/components/console/query-state.ts";
import { useSheet } from "@/components/console/use-sheet.ts";
import { late } from "@/components/ui/late.tsx";
import { Panel } from "@/components/ui/panel.tsx";
import { useFormat } from "@/components/ui/use-format.ts";
import { membersQuery } from "@/lib/members/queries.ts";
import styles from "./settings.module.css";

const InviteSheet = late(() => import("./invite-sheet.tsx").then((loaded) => loaded.InviteSheet));
const MemberSheet = late(() => import("./member-sheet.tsx").then((loaded) => loaded.MemberSheet));

/** Who takes part, in which role, and who has not come in yet. */
export function PeoplePanel() {
  const t = useTranslations("settings");
  const words = useTranslations("words");
  const format = useFormat();
  const { project, user, allows } = useConsole();
  const query = useQuery(membersQuery(project.key));
  const state = useQueryState(query, 4);
  const { sheet, show, close } = useSheet(["person", "new-person"]);
  const mayEdit = allows("member.edit");
  const members = query.data ?? [];
  const admins = members.filter(({ role, active }) => role === "admin" && active);
  const opened = sheet?.kind === "person" && members.find(({ id, version }) => id === sheet.of && version !== null);
  return (
    <>
      <Panel
        title={t("section.people")}
        note={mayEdit ? undefined : t("needsAdmin")}
        end={
          mayEdit && (
            <button type="button" className="btn" onClick={() => show("new-person")}>
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
                    <button type="button" className="name link" onClick={() => show("person", member.id)}>
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
      {mayEdit && sheet?.kind === "new-person" && <InviteSheet onClose={close} />}
      {mayEdit && opened && (
        <MemberSheet
          member={opened}
          lastAdmin={opened.role === "admin" && admins.every(({ id }) => id === opened.id)}
          onClose={close}
        />
      )}
    </>
  );
}
