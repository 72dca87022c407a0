"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";
import { useConsole } from "@/components/console/console-context.tsx";
import { Icon } from "@/components/ui/icon.tsx";
import { Logo } from "@/components/ui/logo.tsx";
import { Menu } from "@/components/ui/menu.tsx";
import styles from "./shell.module.css";

/** Mark and project; a menu when there is more than one project. */
export function ProjectMenu() {
  const t = useTranslations("shell");
  const { project, projects, href } = useConsole();
  if (projects.length < 2) {
    return (
      <Link className="brand" href={href("")}>
        <Logo />
        <span className={styles.projectName}>{project.name}</span>
      </Link>
    );
  }
  const button = (
    <span className="brand">
      <Logo />
      <span className={styles.projectName}>{project.name}</span>
      <Icon name="down" />
    </span>
  );
  return (
    <Menu button={button} label={t("projectMenu", { project: project.name })} buttonClass={styles.bare ?? ""} side="left">
      {(close) => (
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
      )}
    </Menu>
  );
}

/** The nameplate of the environment; it opens the list of the others. */
export function EnvironmentMenu() {
  const t = useTranslations("shell");
  const pathname = usePathname();
  const { project, environment, environments, href } = useConsole();
  const below = pathname.slice(`/p/${project.key}`.length);
  const word = environment.key === "production" ? t("production") : environment.key;
  return (
    <Menu button={word} label={t("environmentMenu", { environment: environment.name })} buttonClass="plate" side="left">
      {(close) => (
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
      )}
    </Menu>
  );
}
