import { useTranslations } from "next-intl";
import { useMemo } from "react";
import { useFormat } from "@/components/ui/use-format.ts";
import type { Finding } from "@/lib/core/health/module-health.ts";

type Values = Record<string, string | number>;

/** The message of a finding and the numbers it names. */
function useFindingMessage() {
  const format = useFormat();
  return useMemo(() => {
    const percent = (rate: number) => format.rate(rate, 1);
    return (finding: Finding) => {
      const message = <N extends string>(name: N, values: Values = {}) => ({ name, values });
      switch (finding.rule) {
        case "p99": {
          const { value, against, limit } = finding;
          return message("p99", { value: format.duration(value), old: format.duration(against), limit: format.duration(limit) });
        }
        case "errors": {
          const { value, against, limit } = finding;
          return against === null
            ? message("errorsAlone", { value: percent(value), limit: percent(limit) })
            : message("errors", { value: percent(value), old: percent(against) });
        }
        case "mismatch":
          return message("mismatch", { value: percent(finding.value), limit: percent(finding.limit) });
        case "secondary":
          return message("secondary", { count: finding.value });
        case "stale":
          return message("stale", { age: format.age(0, finding.age * 1000) });
        case "few":
          return message("few", { count: finding.value, needed: finding.needed });
        default:
          return message(finding.rule);
      }
    };
  }, [format]);
}

const same = (text: string) => text;

/** Says in one phrase which rule fired, with its numbers: "new p99 1.84 s, old 640 ms". */
export function useFindingWords(): (finding: Finding) => string {
  const t = useTranslations("switches");
  const message = useFindingMessage();
  return useMemo(
    () => (finding) => {
      const { name, values } = message(finding);
      return t.markup(`finding.${name}`, { ...values, n: same, o: same });
    },
    [t, message],
  );
}

/** The same for a headline: the figures of the two paths in their colours. */
export function FindingText({ finding }: { finding: Finding }) {
  const t = useTranslations("switches");
  const { name, values } = useFindingMessage()(finding);
  return t.rich(`finding.${name}`, {
    ...values,
    n: (text) => <span className="c-new">{text}</span>,
    o: (text) => <span className="c-old">{text}</span>,
  });
}
