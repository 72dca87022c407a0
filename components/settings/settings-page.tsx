"use client";

import { useTranslations } from "next-intl";
import form from "@/components/ui/form.module.css";
import { late } from "@/components/ui/late.tsx";
import { Panel } from "@/components/ui/panel.tsx";
import { EnvironmentsPanel } from "./environments-panel.tsx";
import { PeoplePanel } from "./people-panel.tsx";
import { ProjectPanel } from "./project-panel.tsx";
import { RolesPanel } from "./roles-panel.tsx";
import styles from "./settings.module.css";
import { SettingsHead } from "./settings-head.tsx";
import { TokensPanel } from "./tokens-panel.tsx";
import { WindowsPanel } from "./windows-panel.tsx";

/** What a browser keeps is known in the browser alone. */
const PreferencesForm = late(() => import("@/components/shell/preferences-form.tsx").then((loaded) => loaded.PreferencesForm));

const ArchivePanel = late(() => import("@/components/archive/archive-panel.tsx").then((loaded) => loaded.ArchivePanel));

const TeamsPanel = late(() => import("./teams-panel.tsx").then((loaded) => loaded.TeamsPanel));

const SECTIONS = ["tokens", "people", "teams", "windows", "environments", "archive", "roles", "project", "you"] as const;

/** Tokens, people and what each may do; the project's name and goal; and how this browser shows it all. */
export function SettingsPage() {
  const t = useTranslations("settings");
  return (
    <>
      <SettingsHead />
      <nav className={styles.sections} aria-label={t("sections")}>
        {SECTIONS.map((section) => (
          <a key={section} href={`#${section}`}>
            {t(`section.${section}`)}
          </a>
        ))}
      </nav>
      <div className={styles.stack}>
        <div id="tokens">
          <TokensPanel />
        </div>
        <div id="people">
          <PeoplePanel />
        </div>
        <div id="teams">
          <TeamsPanel />
        </div>
        <div id="windows">
          <WindowsPanel />
        </div>
        <div id="environments">
          <EnvironmentsPanel />
        </div>
        <div id="archive">
          <ArchivePanel />
        </div>
        <div id="roles">
          <RolesPanel />
        </div>
        <div className={styles.pair}>
          <div id="project">
            <ProjectPanel />
          </div>
          <div id="you">
            <Panel title={t("section.you")} note={t("youNote")}>
              <div className={form.form}>
                <PreferencesForm />
              </div>
            </Panel>
          </div>
        </div>
      </div>
    </>
  );
}
