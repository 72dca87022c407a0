import { useTranslations } from "next-intl";
import { useFormat } from "@/components/ui/use-format.ts";
import type { Condition, Rule } from "@/lib/core/evaluation/snapshot.ts";

const MOST_VALUES = 5;

/** What a rule asks for, in the reader's language. */
export function useRuleWords() {
  const t = useTranslations("module.rules");
  const format = useFormat();

  const ranged = (condition: Condition & { operator: "semver" | "number" }, result: Rule["result"]) => {
    const { attribute, min, max } = condition;
    const bounds = { attribute, min: `${min}`, max: `${max}` };
    const kind = min === undefined ? (max === undefined ? "any" : "below") : max === undefined ? "from" : "between";
    const unreadable = condition.unreadable ?? (result === "position" ? "holds" : "fails");
    const words = t(`condition.${kind}`, bounds);
    return kind === "any" && unreadable === "fails" ? words : `${words} ${t(`unreadable.${unreadable}`)}`;
  };

  const condition = (one: Condition, result: Rule["result"]): string => {
    const { attribute } = one;
    switch (one.operator) {
      case "equals":
        return t("condition.equals", { attribute, value: JSON.stringify(one.value) });
      case "in": {
        const values = one.values.slice(0, MOST_VALUES).map((value) => JSON.stringify(value));
        const more = one.values.length - values.length;
        return t(more > 0 ? "condition.inMore" : "condition.in", { attribute, values: format.list(values), more });
      }
      case "prefix":
        return t("condition.prefix", { attribute, value: JSON.stringify(one.value) });
      default:
        return ranged(one, result);
    }
  };

  return ({ conditions, result }: Rule) => conditions.map((one) => condition(one, result)).join(t("and"));
}
