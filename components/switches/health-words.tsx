import { useTranslations } from "next-intl";
import { useMemo } from "react";
import { useFormat } from "@/components/ui/use-format.ts";
import type { Finding } from "@/lib/core/health/findings.ts";
import type { Headline } from "@/lib/core/health/headline.ts";
import type { ModuleHealth, Says } from "@/lib/core/health/module-health.ts";

type Values = Record<string, string | number>;

/** The numbers that the message of a finding names, or of what else a verdict says. */
function useMessages() {
  const format = useFormat();
  return useMemo(() => {
    const percent = (rate: number) => format.rate(rate, 1);
    const duration = (seconds: number | null) => (seconds === null ? "none" : format.duration(seconds));
    const ofFinding = (finding: Finding): Values => {
      if ("age" in finding) return { age: format.age(0, finding.age * 1000) };
      if (!("value" in finding)) return {};
      const { value, against, limit, needed } = { against: null, limit: 0, needed: 0, ...finding };
      const figure = finding.rule === "p99" ? duration : percent;
      const old = against === null ? "none" : figure(against);
      return { value: figure(value), old, limit: figure(limit), count: value, needed };
    };
    const ofFacts = (says: Exclude<Says, { is: "finding" }>): Values => {
      const values: Values = {};
      if ("new" in says) Object.assign(values, { newP99: duration(says.new.p99), newErrors: percent(says.new.errors) });
      if ("old" in says) Object.assign(values, { oldP99: duration(says.old.p99), oldErrors: percent(says.old.errors) });
      if (says.is === "compared") values.limit = duration(says.limit);
      if (says.is === "alone") values.limit = percent(says.limit);
      return values;
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
    () => (finding) => t.markup(`finding.${finding.rule}`, { ...ofFinding(finding), n: same, o: same }),
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
  return says.is === "finding"
    ? t.rich(`finding.${says.finding.rule}`, { ...ofFinding(says.finding), ...PATHS })
    : t.rich(`says.${says.is}`, { ...ofFacts(says), ...PATHS });
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
