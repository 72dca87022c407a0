"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useConsole } from "@/components/console/console-context.tsx";
import { useQueryState } from "@/components/console/query-state.ts";
import { useSheet } from "@/components/console/use-sheet.ts";
import { late } from "@/components/ui/late.tsx";
import { Health } from "@/components/ui/mark.tsx";
import { Panel } from "@/components/ui/panel.tsx";
import { Time } from "@/components/ui/time.tsx";
import { useFormat } from "@/components/ui/use-format.ts";
import { tokensQuery } from "@/lib/tokens/queries.ts";
import type { TokenView } from "@/lib/tokens/schema.ts";
import styles from "./settings.module.css";

const NewTokenSheet = late(() => import("./new-token-sheet.tsx").then((loaded) => loaded.NewTokenSheet));
const TokenSheet = late(() => import("./token-sheet.tsx").then((loaded) => loaded.TokenSheet));

/** Machine tokens, the living first: what each may do, where, and when it was last used. */
export function TokensPanel() {
  const t = useTranslations("settings");
  const { project, allows } = useConsole();
  const query = useQuery(tokensQuery(project.key));
  const state = useQueryState(query, 4);
  const { sheet, show, close } = useSheet(["token", "new-token"]);
  const mayEdit = allows("token.edit");
  const tokens = (query.data ?? []).toSorted((a, b) => Number(b.state === "live") - Number(a.state === "live"));
  const add = (
    <button type="button" className="btn" onClick={() => show("new-token")}>
      {t("token.new")}
    </button>
  );
  const opened = sheet?.kind === "token" && tokens.find(({ id, state: is }) => id === sheet.of && is === "live");
  const empty = state.is === "ok" && tokens.length === 0;
  return (
    <>
      <Panel
        title={t("section.tokens")}
        note={mayEdit ? t("token.note") : t("needsAdmin")}
        end={mayEdit && !empty && add}
        state={empty ? { is: "empty", text: t("token.empty"), act: mayEdit && add } : state}
      >
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">{t("token.name")}</th>
              <th scope="col">{t("token.begins")}</th>
              <th scope="col">{t("token.scopes")}</th>
              <th scope="col">{t("token.environment")}</th>
              <th scope="col">{t("token.lastUsed")}</th>
              <th scope="col" className="num">
                {t("token.expires")}
              </th>
            </tr>
          </thead>
          <tbody>
            {tokens.map((token) => (
              <TokenRow key={token.id} token={token} onOpen={mayEdit ? () => show("token", token.id) : null} />
            ))}
          </tbody>
        </table>
      </Panel>
      {mayEdit && sheet?.kind === "new-token" && <NewTokenSheet onClose={close} />}
      {mayEdit && opened && <TokenSheet token={opened} onClose={close} />}
    </>
  );
}

function TokenRow({ token, onOpen }: { token: TokenView; onOpen: (() => void) | null }) {
  const t = useTranslations("settings");
  const format = useFormat();
  const live = token.state === "live";
  return (
    <tr className={live ? undefined : styles.ended}>
      <th scope="row">
        {onOpen && live ? (
          <button type="button" className="name link" onClick={onOpen}>
            {token.name}
          </button>
        ) : (
          token.name
        )}
      </th>
      <td className="mono dim">{token.prefix}…</td>
      <td>{token.scopes.join(", ")}</td>
      <td>{token.environment}</td>
      <td>{token.lastUsedAt ? <Time at={token.lastUsedAt} side="left" /> : <span className="mute">{t("token.never")}</span>}</td>
      <td className="num">
        {live ? (
          ((token.expiresAt && format.day(token.expiresAt)) ?? <span className="mute">{t("token.noEnd")}</span>)
        ) : (
          <Health state="unknown">{t(`token.state.${token.state}`)}</Health>
        )}
      </td>
    </tr>
  );
}
