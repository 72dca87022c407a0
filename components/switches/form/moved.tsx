import { useTranslations } from "next-intl";
import { useRuleWords } from "@/components/switches/rule-words.ts";
import { useSwitchWords } from "@/components/switches/words.ts";
import type { Preview } from "@/lib/switches/schema/outcome.ts";

/** Whom a change moves by rules; what the share does is drawn already. */
export function Moved({ preview }: { preview: Pick<Preview, "moved"> }) {
  const t = useTranslations("switches.moved");
  const words = useSwitchWords();
  const conditionsOf = useRuleWords();
  const byRules = preview.moved.filter(({ rule }) => rule !== null);
  if (byRules.length === 0) return null;
  return (
    <ul className="told small" aria-label={t("title")}>
      {preview.moved.map(({ rule, from, to }) => {
        const way = { from: words.stage(from), to: words.stage(to) };
        return (
          <li key={`${rule?.name} ${from} ${to} ${JSON.stringify(rule?.conditions)}`}>
            <span>{rule ? t("rule", { name: rule.name, conditions: conditionsOf(rule), ...way }) : t("share", way)}</span>
          </li>
        );
      })}
    </ul>
  );
}
