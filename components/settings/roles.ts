import { useTranslations } from "next-intl";
import type { FieldSpec } from "@/components/form/fields.tsx";
import { ROLES } from "@/lib/core/access/policy.ts";

/** The four roles with what each adds to the one before. */
export function useRoleField(disabled = false): FieldSpec<"role"> {
  const t = useTranslations("settings");
  const words = useTranslations("words");
  return {
    name: "role",
    label: t("person.role"),
    kind: "radios",
    disabled,
    choices: ROLES.map((role) => ({ value: role, label: words(`role.${role}`), means: t(`roleMeans.${role}`) })),
  };
}
