import { useTranslations } from "next-intl";
import { useId } from "react";
import { ROLES, type Role } from "@/lib/core/access/policy.ts";
import styles from "./settings.module.css";

type Props = { value: Role; onChange: (role: Role) => void; disabled?: boolean };

/** The four roles with what each adds to the one before. */
export function RoleChoice({ value, onChange, disabled = false }: Props) {
  const t = useTranslations("settings");
  const words = useTranslations("words");
  const name = useId();
  return (
    <fieldset className={styles.roles} disabled={disabled}>
      <legend className="label">{t("person.role")}</legend>
      {ROLES.map((role) => (
        <label key={role}>
          <input type="radio" name={name} checked={role === value} onChange={() => onChange(role)} />
          <span>
            {words(`role.${role}`)}
            <span className="small mute">{t(`roleMeans.${role}`)}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
