import { useTranslations } from "next-intl";
import { useFormat } from "@/components/ui/use-format.ts";
import { roleAllows } from "@/lib/core/access/policy.ts";
import type { MemberView } from "@/lib/members/schema.ts";
import type { ProjectView } from "@/lib/projects/schema.ts";

const MOST_NAMED = 20;

type Props = { projects: readonly { project: ProjectView; members: MemberView[] }[] };

/** Whom to call: no rota is kept here, so everybody who may roll back, project by project. */
export function People({ projects }: Props) {
  const t = useTranslations("oncall");
  const words = useTranslations("words");
  const format = useFormat();
  return (
    <ul>
      {projects.map(({ project, members }) => {
        const may = members.filter(({ role, active }) => active && roleAllows(role, "switch.back"));
        return (
          <li key={project.key}>
            {projects.length > 1 && <b>{project.name}: </b>}
            {may.length === 0
              ? t("people.none")
              : format.list(
                  may.map(({ name, role }) => t("people.one", { name, role: words(`role.${role}`) })),
                  MOST_NAMED,
                )}
          </li>
        );
      })}
    </ul>
  );
}
