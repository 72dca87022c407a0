"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useConsole } from "@/components/console/console-context.tsx";
import { useBesideWords } from "@/components/switches/beside-words.ts";
import { ConfirmButton } from "@/components/switches/form/confirm-button.tsx";
import { useInsistentAct } from "@/components/switches/form/use-act.ts";
import { byModule, newInUse } from "@/components/switches/modules.ts";
import { Failure } from "@/components/switches/refusals.tsx";
import { useSwitchWords } from "@/components/switches/words.ts";
import { Icon } from "@/components/ui/icon.tsx";
import { Sheet } from "@/components/ui/sheet.tsx";
import { useFormat } from "@/components/ui/use-format.ts";
import { parseSwitchKey } from "@/lib/core/stages/positions.ts";
import { besides } from "@/lib/core/stages/restored.ts";
import { rollbackProject, runningRollbacksQuery } from "@/lib/rollbacks/queries.ts";
import type { ProjectRollbackView } from "@/lib/rollbacks/schema.ts";
import { projectRollbackQuery } from "@/lib/switches/queries/previews.ts";
import { rowsQuery } from "@/lib/switches/queries/standings.ts";
import { ProjectRollbackProgress } from "./project-rollback-progress.tsx";

/** The rules and the policy that go with it, by switch. */
function Beside({ straight }: { straight: boolean }) {
  const { place } = useConsole();
  const words = useSwitchWords();
  const format = useFormat();
  const say = useBesideWords();
  const { data } = useQuery(projectRollbackQuery(place, straight ? "old" : undefined));
  const told = (data?.legs ?? []).flatMap((leg) => {
    const parts = parseSwitchKey(leg.switch);
    return parts
      ? say(besides(leg.from, leg.to)).map((line) => format.labelled(`${parts.module} ${words.axis(parts.axis)}`, line))
      : [];
  });
  if (told.length === 0) return null;
  return (
    <ul className="told small">
      {told.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}

const MOST_NAMED = 20;

/** Every module of the environment at once. The widest act there is, so it asks for the project's key. */
export function ProjectRollbackSheet({ onClose }: { onClose: () => void }) {
  const t = useTranslations("switches");
  const { project, place, environment } = useConsole();
  const format = useFormat();
  const modules = [...byModule(useQuery(rowsQuery(place)).data ?? [])].filter(([, switches]) => newInUse(switches));
  const [straight, setStraight] = useState(false);
  const [typed, setTyped] = useState("");
  const [begun, setBegun] = useState<ProjectRollbackView | null>(null);
  const running = useQuery(runningRollbacksQuery(place.project)).data?.items ?? [];
  const shown = begun ?? running.find(({ environment: key }) => key === null || key === place.environment);
  const { act, insist, stop } = useInsistentAct(project.key, () => undefined);
  const agreed = typed.trim() === project.key;
  const confirm = () =>
    insist(async (key) => {
      const stored = await rollbackProject(place, straight ? { to: "old" } : {}, key);
      setBegun(stored.rollback);
      return stored;
    });

  return (
    <Sheet
      title={t("project.title", { project: project.name, environment: environment.name })}
      tone="back"
      onClose={() => {
        stop();
        onClose();
      }}
    >
      {shown && <ProjectRollbackProgress key={shown.id} project={place.project} begun={shown} />}
      {begun ? (
        <ConfirmButton tone="close" onConfirm={onClose}>
          {t("rollback.close")}
        </ConfirmButton>
      ) : modules.length === 0 ? (
        <p className="dim">{t("project.nothing")}</p>
      ) : (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (agreed && !act.isPending) confirm();
          }}
        >
          <p className="move dim">
            {t("project.modules", {
              count: modules.length,
              names: format.list(
                modules.map(([key]) => key),
                MOST_NAMED,
              ),
            })}
          </p>
          <fieldset className="pick">
            <legend className="visually-hidden">{t("rollback.where")}</legend>
            <label>
              <input type="radio" name="rollback" checked={!straight} onChange={() => setStraight(false)} />
              <span>
                {t("rollback.last")}
                <span className="small">{t("project.lastNote")}</span>
              </span>
            </label>
            <label>
              <input type="radio" name="rollback" checked={straight} onChange={() => setStraight(true)} />
              <span>
                {t("rollback.straight")}
                <span className="small">{t("project.straightNote")}</span>
              </span>
            </label>
          </fieldset>
          <Beside straight={straight} />
          <label className="told" style={{ display: "block" }}>
            <span className="label">{t("project.type", { key: project.key })}</span>
            <input className="input mono" value={typed} autoComplete="off" onChange={(event) => setTyped(event.target.value)} />
          </label>
          {act.error && <Failure error={act.error} />}
          <ConfirmButton tone="back" disabled={!agreed || act.isPending} onConfirm={confirm}>
            <Icon name="back" />
            {act.isPending ? t("sending") : t("project.confirm", { count: modules.length })}
          </ConfirmButton>
          <p className="note small">{t("rollback.note")}</p>
        </form>
      )}
    </Sheet>
  );
}
