import { useTranslations } from "next-intl";
import { inEffect } from "@/components/switches/module-details.ts";
import { listOf, type ModuleSwitches } from "@/components/switches/modules.ts";
import { useRefusalWords } from "@/components/switches/refusal-words.ts";
import { Mark } from "@/components/ui/mark.tsx";
import { useFormat } from "@/components/ui/use-format.ts";
import { type Choice, waitsFor } from "./choices.ts";

/** Rules that fail while it is not sure that the old store has every write. */
const CURRENCY = ["currency", "ledger", "doubt"];

/** What somebody wants to know before pressing: is the old store whole, what does it wait for, what stops. */
export function Facts({ module, switches, choice }: { module: string; switches: ModuleSwitches; choice: Choice }) {
  const t = useTranslations("oncall");
  const format = useFormat();
  const say = useRefusalWords();
  const { data } = switches;
  const effect = inEffect(switches);
  const waiting = waitsFor(choice);
  const unproven = waiting.some(({ rule }) => CURRENCY.includes(rule));
  const plans = new Map(listOf(switches).flatMap(({ plans: all }) => all.map((plan) => [plan.id, plan] as const)));
  return (
    <ul className="told small">
      {data && (
        <li>
          <Mark state={data.missed ? "bad" : unproven ? "watch" : "ok"} />
          <span>
            {data.missed
              ? t("facts.oldBehind", { count: data.missed.writes, time: format.exact(data.missed.since) })
              : t(unproven ? "facts.oldUnproven" : "facts.oldCurrent")}
          </span>
        </li>
      )}
      {waiting.map((gate) => (
        <li key={gate.rule}>
          <Mark state="watch" />
          <span>{t("facts.waits", { what: say(gate) })}</span>
        </li>
      ))}
      {waiting.length === 0 && (
        <li>
          <Mark state="ok" />
          <span>
            {t("facts.ready")} {effect && effect.of > 0 && t("facts.instances", { applied: effect.applied, of: effect.of })}
          </span>
        </li>
      )}
      {[...plans.values()].map((plan) => (
        <li key={plan.id}>
          <Mark state="held" />
          <span>{t("facts.stops", { plan: t(`plan.${plan.kind}`) })}</span>
        </li>
      ))}
      <li>
        <Mark state="held" />
        <span>{t("facts.held", { name: module })}</span>
      </li>
    </ul>
  );
}
