import { useTranslations } from "next-intl";
import { useMemo } from "react";
import { useFormat } from "@/components/ui/use-format.ts";
import type { Finding } from "@/lib/core/health/findings.ts";
import type { Headline } from "@/lib/core/health/headline.ts";
import type { ModuleHealth, Says } from "@/lib/core/health/module-health.ts";

type Values = Record<string, string | number>;

/** The message of a finding, or of what else a verdict says, and the numbers it names. */
function useMessages() {
  const format = useFormat();
  return useMemo(() => {
    const percent = (rate: number) => format.rate(rate, 1);
    const duration = (seconds: number | null) => (seconds === null ? "none" : format.duration(seconds));
    const message = <N extends string>(name: N, values: Values = {}) => ({ name, values });
    const ofFinding = (finding: Finding) => {
      switch (finding.rule) {
        case "p99": {
          const { value, against, limit } = finding;
          return message("p99", { value: duration(value), old: duration(against), limit: duration(limit) });
        }
        case "errors": {
          const { value, against, limit } = finding;
          const values = { value: percent(value), limit: percent(limit) };
          return against === null ? message("errorsAlone", values) : message("errors", { ...values, old: percent(against) });
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
    const ofFacts = (says: Exclude<Says, { is: "finding" }>) => {
      const values: Values = {};
      if ("new" in says) Object.assign(values, { newP99: duration(says.new.p99), newErrors: percent(says.new.errors) });
      if ("old" in says) Object.assign(values, { oldP99: duration(says.old.p99), oldErrors: percent(says.old.errors) });
      if (says.is === "compared") values.limit = duration(says.limit);
      if (says.is === "alone") values.limit = percent(says.limit);
      return message(says.is, values);
    };
    return { ofFinding, ofFacts };
  }, [format]);
}

const same = (text: string) => text;

/** Says in one phrase which rule fired, with its numbers: "new p99 1.84 s, old 640 ms". */
export function useFindingWords(): (finding: Finding) => string {
  const t = useTranslations("switches");
  const { ofFinding } = useMessages();
  return useMemo(
    () => (finding) => {
      const { name, values } = ofFinding(finding);
      return t.markup(`finding.${name}`, { ...values, n: same, o: same });
    },
    [t, ofFinding],
  );
}

const PATHS = {
  n: (text: React.ReactNode) => <span className="c-new">{text}</span>,
  o: (text: React.ReactNode) => <span className="c-old">{text}</span>,
};

/** The facts a verdict stands on, the figures of the two paths in their colours. */
function Facts({ says }: { says: Says }) {
  const t = useTranslations("switches");
  const { ofFinding, ofFacts } = useMessages();
  if (says.is === "finding") {
    const { name, values } = ofFinding(says.finding);
    return t.rich(`finding.${name}`, { ...values, ...PATHS });
  }
  const { name, values } = ofFacts(says);
  return t.rich(`says.${name}`, { ...values, ...PATHS });
}

/** The one sentence on a module, to stand beside its mark. */
export function HealthText({ health: { state, says } }: { health: ModuleHealth }) {
  const t = useTranslations("switches");
  const facts = () => <Facts says={says} />;
  return state === "held" ? t.rich("says.held", { facts }) : facts();
}

type HeadlineProps<M> = { headline: Headline<M>; nameOf: (module: M) => string };

/** The one sentence on several modules, to stand beside the headline's mark. */
export function HeadlineText<M extends { health: ModuleHealth }>({ headline, nameOf }: HeadlineProps<M>) {
  const t = useTranslations("switches");
  const { state, alike, first } = headline;
  const facts = () => <Facts says={first.health.says} />;
  return t.rich(`headline.${state}`, { count: alike.length, name: nameOf(first), facts });
}
