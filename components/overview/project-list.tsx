import Link from "next/link";
import { useTranslations } from "next-intl";
import { PlainPage } from "@/components/shell/plain-page.tsx";
import type { ProjectView } from "@/lib/projects/schema.ts";

type Props = { projects: readonly ProjectView[]; mayCreate: boolean };

/** Every project the reader may see, with their role in it. */
export function ProjectList({ projects, mayCreate }: Props) {
  const t = useTranslations("overview");
  const words = useTranslations("words");
  return (
    <PlainPage wide>
      <h1 className="lede">{projects.length === 0 ? t("projects.none") : t("projects.title")}</h1>
      {projects.length === 0 ? (
        <p className="sub">{t("projects.ask")}</p>
      ) : (
        <ul className="list section" style={{ marginTop: 18 }}>
          {projects.map((project) => (
            <li key={project.key}>
              <Link className="strong" href={`/p/${project.key}`}>
                {project.name}
              </Link>
              <span className="end small">{words(`role.${project.role}`)}</span>
              {project.goal && <span className="small">{project.goal}</span>}
            </li>
          ))}
        </ul>
      )}
      {mayCreate && (
        <p style={{ marginTop: 18 }}>
          <Link className="btn" href="/new">
            {t("projects.new")}
          </Link>
        </p>
      )}
    </PlainPage>
  );
}
