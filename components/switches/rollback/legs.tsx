"use client";

import { useTranslations } from "next-intl";
import { AxisDrawing } from "@/components/switches/axis.tsx";
import { useBesideWords } from "@/components/switches/beside-words.ts";
import { placeOf, useSwitchWords } from "@/components/switches/words.ts";
import { useFormat } from "@/components/ui/use-format.ts";
import type { RollbackChoice } from "./rollback-choices.ts";

/** What moves, axis by axis in order: the rail where it will stand, before → after, and the walk when it is long. */
export function Legs({ choice, loading }: { choice: RollbackChoice; loading: boolean }) {
  const t = useTranslations("switches");
  const words = useSwitchWords();
  const format = useFormat();
  const beside = useBesideWords();
  if (loading) return <p className="move dim">{t("rollback.looking")}</p>;
  return choice.legs.map((leg) => {
    const { view, to, steps } = leg;
    const target = placeOf(to);
    const walk = steps.map((step) => words.place(placeOf(step))).join(" → ");
    return (
      <div className="move" key={view.key}>
        <AxisDrawing view={to} />
        <span className="value">
          <span className="dim">{words.place(placeOf(view))}</span> → <span className="c-old">{words.place(target)}</span>
        </span>
        <span className="small">
          {steps.length > 1 ? format.labelled(words.axis(view.axis), t("rollback.walk", { walk })) : words.axis(view.axis)}
        </span>
        {beside(leg.beside).map((words) => (
          <span className="small" key={words}>
            {words}
          </span>
        ))}
      </div>
    );
  });
}
