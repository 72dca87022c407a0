import { useTranslations } from "next-intl";
import { Panel } from "@/components/ui/panel.tsx";
import { ACTS, type Act, ROLES, roleAllows } from "@/lib/core/access/policy.ts";
import styles from "./settings.module.css";

/** Role by act, from the very table the server decides with. */
export function RolesPanel() {
  const t = useTranslations("settings");
  const words = useTranslations("words");
  const nameOf = (act: Act) => {
    const [noun = "", verb = ""] = act.split(".");
    return t(`acts.${noun}.${verb}`);
  };
  return (
    <Panel title={t("section.roles")} note={t("rolesNote")}>
      <table className={styles.matrix}>
        <thead>
          <tr>
            <th scope="col">{t("act")}</th>
            {ROLES.map((role) => (
              <th key={role} scope="col">
                {words(`role.${role}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {(Object.keys(ACTS) as Act[]).map((act) => (
            <tr key={act}>
              <th scope="row">{nameOf(act)}</th>
              {ROLES.map((role) => (
                <td key={role}>{roleAllows(role, act) ? t("may") : <span className="mute">–</span>}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}
