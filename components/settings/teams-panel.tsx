"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useConsole } from "@/components/console/console-context.tsx";
import { useQueryState } from "@/components/console/query-state.ts";
import { useSheet } from "@/components/console/use-sheet.ts";
import { Panel } from "@/components/ui/panel.tsx";
import { membersQuery } from "@/lib/members/queries.ts";
import { teamsQuery } from "@/lib/teams/queries.ts";
import styles from "./settings.module.css";
import { EditTeam, NewTeam } from "./team-sheet.tsx";

/** Members under one name, which can own modules, milestones and risks. */
export function TeamsPanel() {
  const t = useTranslations("settings.team");
  const needs = useTranslations("settings");
  const { project, allows } = useConsole();
  const query = useQuery(teamsQuery(project.key));
  const people = useQuery(membersQuery(project.key)).data;
  const members = people?.filter(({ version }) => version !== null);
  const asked = useQueryState(query, 2);
  const { sheet, show, close } = useSheet(["team", "new-team"]);
  const mayEdit = allows("member.edit");
  const teams = query.data ?? [];
  const opened = sheet?.kind === "team" && teams.find(({ id }) => id === sheet.of);
  const add = (
    <button type="button" className="btn" onClick={() => show("new-team")}>
      {t("new")}
    </button>
  );
  const empty = asked.is === "ok" && teams.length === 0;
  return (
    <>
      <Panel
        title={t("title")}
        note={mayEdit ? t("note") : needs("needsAdmin")}
        end={mayEdit && !empty && add}
        state={empty ? { is: "empty", text: t("empty"), act: mayEdit && add } : asked}
      >
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">{t("name")}</th>
              <th scope="col">{t("members")}</th>
            </tr>
          </thead>
          <tbody>
            {teams.map((team) => (
              <tr key={team.id}>
                <th scope="row">
                  {mayEdit ? (
                    <button type="button" className="name link" onClick={() => show("team", team.id)}>
                      {team.name}
                    </button>
                  ) : (
                    team.name
                  )}
                </th>
                <td className="dim">{team.members.map(({ name }) => name).join(", ") || "–"}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Panel>
      {mayEdit && members && sheet?.kind === "new-team" && <NewTeam members={members} onClose={close} />}
      {mayEdit && members && opened && <EditTeam key={opened.id} team={opened} members={members} onClose={close} />}
    </>
  );
}
