"use client";

import { useTranslations } from "next-intl";
import { ConnectLines } from "@/components/start/connect-lines.tsx";
import { Panel } from "@/components/ui/panel.tsx";
import { ContactsList } from "./contacts-list.tsx";
import inTab from "./in-tab.module.css";
import { InstancesTab } from "./instances-tab.tsx";

/** Everything the owner of a service needs: a token, what to install and to write, and whether it was heard. */
export function ConnectTab({ module, dataplane, revision }: { module: string; dataplane: string; revision: number }) {
  const t = useTranslations("module.snippet");
  return (
    <>
      <Panel className={inTab.panel} title={t("title")} note={t("note", { dataplane })}>
        <ConnectLines module={module} dataplane={dataplane} />
      </Panel>
      <ContactsList module={module} />
      <InstancesTab revision={revision} />
    </>
  );
}
