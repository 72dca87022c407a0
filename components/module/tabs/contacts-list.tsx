"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useConsole } from "@/components/console/console-context.tsx";
import { useQueryState } from "@/components/console/query-state.ts";
import { Panel } from "@/components/ui/panel.tsx";
import { Time } from "@/components/ui/time.tsx";
import { contactsQuery } from "@/lib/tokens/queries.ts";
import inTab from "./in-tab.module.css";

/** Who reads the module's switches over OFREP, and who sends its measurements: the last time of each token. */
export function ContactsList({ module }: { module: string }) {
  const t = useTranslations("module.contacts");
  const { place, environment } = useConsole();
  const query = useQuery(contactsQuery(place.project, place.environment, module));
  const state = useQueryState(query, 2);
  const items = query.data?.items ?? [];
  const empty = state.is === "ok" && items.length === 0;
  return (
    <Panel
      className={inTab.panel}
      title={t("title")}
      note={t("note")}
      state={empty ? { is: "empty", text: t("empty", { environment: environment.name }) } : state}
    >
      <ul className="told">
        {items.map(({ by, token, prefix, switch: key, at }) => (
          <li key={`${prefix} ${by} ${key}`}>
            {t.rich(by, { token, key: key ?? "", mono: (chunks) => <code>{chunks}</code> })} <Time at={at} side="left" />
          </li>
        ))}
      </ul>
    </Panel>
  );
}
