"use client";

import { useTranslations } from "next-intl";
import { inEffect } from "@/components/switches/module-details.ts";
import type { ModuleSwitches } from "@/components/switches/modules.ts";
import { useRefusalWords } from "@/components/switches/refusal-words.ts";
import { Mark } from "@/components/ui/mark.tsx";
import { Missed } from "./reopen-sheet.tsx";
import type { RollbackChoice } from "./rollback-choices.ts";

type Props = { switches: ModuleSwitches; choice: RollbackChoice; name: string };

/** What a way back waits for, if anything: rules of safety, never people. */
export function RollbackFacts({ switches, choice, name }: Props) {
  const t = useTranslations("switches");
  const say = useRefusalWords();
  const effect = inEffect(switches);
  const [leg] = choice.legs;
  const first = leg?.view.moves.find(({ target }) => leg.steps[0]?.next === null && target === leg.steps[0].position);
  const waits = first?.refusals ?? [];
  const current = first?.gates.find(({ rule, passed }) => rule === "currency" && passed);
  const lost = choice.legs.find(({ view }) => view.missed !== null);
  if (lost) return <Missed view={lost.view} />;
  return (
    <ul className="told small">
      {effect && effect.of > 0 && (
        <li>
          <Mark state={effect.applied === effect.of ? "ok" : "watch"} />
          <span>{t("rollback.instances", { applied: effect.applied, of: effect.of })}</span>
        </li>
      )}
      {current && (
        <li>
          <Mark state="ok" />
          <span>{t("rollback.current")}</span>
        </li>
      )}
      {waits.map((refusal) => (
        <li key={refusal.rule}>
          <Mark state="watch" />
          <span>{t("rollback.waits", { why: say(refusal) })}</span>
        </li>
      ))}
      {choice.legs.reduce((sum, { steps }) => sum + steps.length, 0) > 1 && (
        <li>
          <Mark state="open" />
          <span>{t("rollback.later")}</span>
        </li>
      )}
      <li>
        <Mark state="held" />
        <span>{t("rollback.held", { name })}</span>
      </li>
    </ul>
  );
}
