"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { useConsole } from "@/components/console/console-context.tsx";
import { ConfirmButton } from "@/components/switches/form/confirm-button.tsx";
import { useInsistentAct } from "@/components/switches/form/use-act.ts";
import { Failure } from "@/components/switches/refusals.tsx";
import { useSwitches } from "@/components/switches/use-switches.ts";
import { placeOf, useSwitchWords } from "@/components/switches/words.ts";
import { Icon } from "@/components/ui/icon.tsx";
import { Sheet } from "@/components/ui/sheet.tsx";
import { useFormat } from "@/components/ui/use-format.ts";
import type { Stored } from "@/lib/switches/queries/acts.ts";
import { Attempts } from "./attempts.tsx";
import { Legs } from "./legs.tsx";
import { ReopenSheet } from "./reopen-sheet.tsx";
import { type RollbackChoice, type RollbackScope, useRollbackChoices } from "./rollback-choices.ts";
import { RollbackFacts } from "./rollback-facts.tsx";
import { RollbackUnderWay } from "./rollback-under-way.tsx";

type Props = { scope: RollbackScope; onClose: () => void; onEverything: () => void };

/** The one dialog for going back. It names its target, and needs nothing but a confirmation. */
export function RollbackSheet({ scope, onClose, onEverything }: Props) {
  const t = useTranslations("switches");
  const { place } = useConsole();
  const words = useSwitchWords();
  const switches = useSwitches(scope.module);
  const { loading, choices } = useRollbackChoices(scope, switches);
  const [picked, setPicked] = useState<RollbackChoice["id"] | null>(scope.to ? "position" : null);
  const choice = choices.find(({ id }) => id === picked) ?? choices[0];
  const [stored, setStored] = useState<Stored | null>(null);
  const [reopening, setReopening] = useState(false);
  // A walk whose later steps wait stays in sight; anything else is done.
  const { act, attempts, insist, stop } = useInsistentAct(scope.module, (answer) =>
    answer.plans.length > 0 ? setStored(answer) : onClose(),
  );
  const explain = useExplanation();
  const name = scope.axis ? `${scope.module} ${words.axis(scope.axis)}` : scope.module;
  const close = () => {
    stop();
    onClose();
  };
  const straight = choices.some(({ id }) => id === "old");
  const lost = choice?.legs.some(({ view }) => view.missed !== null) ? switches.data : undefined;
  if (reopening && switches.data) return <ReopenSheet view={switches.data} onClose={onClose} />;

  return (
    <Sheet
      title={t("rollback.title", { name })}
      tone="back"
      onClose={close}
      onKeyDown={(event) => {
        if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
        if (event.key.toLowerCase() === "l" && straight) setPicked("old");
        if (event.key.toLowerCase() === "a") onEverything();
      }}
    >
      {stored ? (
        <RollbackUnderWay stored={stored} switches={switches} onClose={close} />
      ) : choice ? (
        <>
          <Legs choice={choice} loading={loading && choice.legs.length === 0} />
          {choices.length === 1 && choice.legs.length > 0 && <p className="told small dim">{explain(choice)}</p>}
          {choices.length > 1 && <Choices choices={choices} picked={choice.id} onPick={setPicked} />}
          <RollbackFacts switches={switches} choice={choice} name={name} />
          <Attempts attempts={attempts} gaveUp={act.isError} path={choice.path} body={choice.body} />
          {act.error && attempts.length === 0 && <Failure error={act.error} />}
          {lost ? (
            <ConfirmButton tone="back" onConfirm={() => setReopening(true)}>
              {t("reopen.offer", { module: scope.module })}
            </ConfirmButton>
          ) : (
            <ConfirmButton tone="back" disabled={act.isPending} onConfirm={() => insist((key) => choice.call(place, key))}>
              <Icon name="back" />
              {act.isPending ? t("sending") : <ConfirmWords name={scope.module} choice={choice} />}
            </ConfirmButton>
          )}
          <p className="note small">{t("rollback.note")}</p>
          <p className="note small">
            <button type="button" className="link" onClick={onEverything}>
              {t("rollback.everything")}
            </button>{" "}
            <kbd>A</kbd>
          </p>
        </>
      ) : (
        <p className="dim">{t("rollback.nothing", { name })}</p>
      )}
    </Sheet>
  );
}

function ConfirmWords({ name, choice }: { name: string; choice: RollbackChoice }) {
  const t = useTranslations("switches");
  const format = useFormat();
  const words = useSwitchWords();
  const targets = choice.legs.map(({ view, to }) =>
    t("rollback.axisTo", { axis: words.axis(view.axis), place: words.place(placeOf(to)) }),
  );
  return targets.length === 0 ? t("rollback.title", { name }) : t("rollback.confirm", { name, targets: format.list(targets) });
}

/** What a way back means: since when its state stood, or what it costs. */
function useExplanation(): (choice: RollbackChoice) => string {
  const t = useTranslations("switches");
  const format = useFormat();
  return ({ id, since, minutes, legs }: RollbackChoice) => {
    if (id === "position") return t("rollback.settle");
    const data = legs.some(({ view }) => view.axis === "data");
    if (id === "old")
      return t(data ? "rollback.straightNote" : "rollback.straightPath", {
        count: legs.reduce((sum, { steps }) => sum + steps.length, 0),
      });
    if (!since || minutes === null) return t("rollback.looking");
    return minutes >= 10
      ? t("rollback.stood", { time: format.time(since.getTime()), minutes })
      : t("rollback.before", { time: format.time(since.getTime()) });
  };
}

type ChoicesProps = { choices: RollbackChoice[]; picked: RollbackChoice["id"]; onPick: (id: RollbackChoice["id"]) => void };

function Choices({ choices, picked, onPick }: ChoicesProps) {
  const t = useTranslations("switches");
  const format = useFormat();
  const words = useSwitchWords();
  const title = ({ id, legs }: RollbackChoice) =>
    id === "old" ? t("rollback.straight") : format.list(legs.map(({ to }) => words.place(placeOf(to)))) || t("rollback.last");
  const explain = useExplanation();
  return (
    <fieldset className="pick">
      <legend className="visually-hidden">{t("rollback.where")}</legend>
      {choices.map((choice) => (
        <label key={choice.id}>
          <input type="radio" name="rollback" checked={choice.id === picked} onChange={() => onPick(choice.id)} />
          <span>
            {title(choice)} {choice.id === "old" && <kbd>L</kbd>}
            <span className="small">{explain(choice)}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
