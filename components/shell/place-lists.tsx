"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";
import { useConsole } from "@/components/console/console-context.tsx";

/** Every project the reader may see. */
export function ProjectList({ close }: { close: () => void }) {
  const t = useTranslations("shell");
  const { project, projects } = useConsole();
  return (
    <>
      <p className="head">{t("projects")}</p>
      {projects.map((other) => (
        <Link
          key={other.key}
          className="item"
          href={`/p/${other.key}`}
          aria-current={other.key === project.key ? "true" : undefined}
          onClick={close}
        >
          {other.name}
          <span className="end mono">{other.key}</span>
        </Link>
      ))}
    </>
  );
}

/** Every environment of the project, at the page that is open. */
export function EnvironmentList({ close }: { close: () => void }) {
  const t = useTranslations("shell");
  const pathname = usePathname();
  const { project, environment, environments, href } = useConsole();
  const below = pathname.slice(`/p/${project.key}`.length);
  return (
    <>
      <p className="head">{t("environments")}</p>
      {environments.map((other) => (
        <Link
          key={other.key}
          className="item"
          href={href(below, other.key)}
          aria-current={other.key === environment.key ? "true" : undefined}
          onClick={close}
        >
          {other.name}
          {other.protected && <span className="end small">{t("protected")}</span>}
        </Link>
      ))}
    </>
  );
}
