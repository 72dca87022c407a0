"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import { useConsole } from "@/components/console/console-context.tsx";
import { Icon } from "@/components/ui/icon.tsx";
import { late } from "@/components/ui/late.tsx";
import { Logo } from "@/components/ui/logo.tsx";
import { Menu } from "@/components/ui/menu.tsx";
import styles from "./shell.module.css";

// Loaded when first opened.
const ProjectList = late(() => import("./place-lists.tsx").then((module) => module.ProjectList));
const EnvironmentList = late(() => import("./place-lists.tsx").then((module) => module.EnvironmentList));

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
      {(close) => <ProjectList close={close} />}
    </Menu>
  );
}

/** The nameplate of the environment; it opens the list of the others. */
export function EnvironmentMenu() {
  const t = useTranslations("shell");
  const { environment } = useConsole();
  const word = environment.key === "production" ? t("production") : environment.key;
  return (
    <Menu button={word} label={t("environmentMenu", { environment: environment.name })} buttonClass="plate" side="left">
      {(close) => <EnvironmentList close={close} />}
    </Menu>
  );
}
