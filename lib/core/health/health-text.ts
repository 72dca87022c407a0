import type { Finding } from "./findings.ts";
import type { Headline } from "./headline.ts";
import type { HealthState, ModuleHealth, Says, Told } from "./module-health.ts";

/** The one sentence on a module in English, as API, terminal and gates tell it; the console has the same in its languages. */
export function healthText({ state, says }: ModuleHealth): string {
  const facts = says.is === "finding" ? findingText(says.finding) : factsText(says);
  return state === "held" ? `${facts} Held until somebody releases it.` : facts;
}

const WORDS: Record<HealthState, string> = { bad: "Bad", watch: "on Watch", unknown: "Unknown", held: "Held", ok: "OK" };

/** The one sentence on several modules. */
export function headlineText<M extends { health: ModuleHealth }>(headline: Headline<M>, nameOf: (module: M) => string): string {
  const { state, alike, first } = headline;
  const text = healthText(first.health);
  if (alike.length === 1) return `${nameOf(first)} is ${WORDS[state]}. ${text}`;
  if (state === "ok") return `All ${alike.length} modules are OK.`;
  return `${alike.length} modules are ${WORDS[state]}; first ${nameOf(first)}. ${text}`;
}

function factsText(says: Exclude<Says, { is: "finding" }>): string {
  switch (says.is) {
    case "at-rest":
      return `Nobody is on the new path; the old one: ${toldText(says.old)}.`;
    case "compared": {
      const limit = says.limit === null ? "too few requests for a p99 of both" : `limit ${millis(says.limit)}`;
      return `New ${toldText(says.new)}; old ${toldText(says.old)}; ${limit}.`;
    }
    case "alone":
      return `New ${toldText(says.new)}, limit ${percent(says.limit)}; the old path has too few requests to compare with.`;
  }
}

function toldText({ errors, p99 }: Told): string {
  return p99 === null ? `errors ${percent(errors)}` : `p99 ${millis(p99)}, errors ${percent(errors)}`;
}

function findingText(finding: Finding): string {
  switch (finding.rule) {
    case "errors":
    case "mismatch": {
      const what = finding.rule === "errors" ? "requests on the new path failed" : "compared reads differed";
      return `${percent(finding.value)} of the ${what} in the last five minutes; ${percent(finding.limit)} is the limit.`;
    }
    case "p99":
      return `p99 of the new path is ${millis(finding.value)}, of the old ${millis(finding.against ?? 0)}; ${millis(finding.limit)} is the limit.`;
    case "secondary":
      return `${finding.value} secondary writes failed in the last five minutes.`;
    case "unread":
      return "The figures could not be read.";
    case "never":
      return "Nothing was measured yet.";
    case "silent":
      return "Nothing was measured on the new path.";
    case "silent-old":
      return "Nothing was measured on the old path, where everybody is.";
    case "stale":
      return `The last measurement is ${Math.round(finding.age)} s old.`;
    case "few":
      return `${finding.value} requests were measured on the new path; ${finding.needed} say something.`;
    case "held":
      return "Held until somebody releases it.";
  }
}

function percent(rate: number): string {
  return `${(rate * 100).toFixed(2)} %`;
}

function millis(seconds: number): string {
  return `${Math.round(seconds * 1000)} ms`;
}
