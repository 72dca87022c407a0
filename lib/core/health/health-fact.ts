import type { Facts } from "../stages/facts.ts";
import type { ModuleState } from "../stages/module.ts";
import { firstPosition } from "../stages/positions.ts";
import { type Finding, type ModuleFigures, moduleHealth } from "./module-health.ts";

/** What moves are told of a module's health. */
export function healthOf(summary: ModuleFigures | null, state: ModuleState, now: Date): Facts["health"] {
  const switches = Object.values(state);
  const newInUse = switches.some(({ axis, position, next }) => position !== firstPosition(axis) || next !== null);
  const health = moduleHealth(summary, { newInUse, held: false }, now.getTime() / 1000);
  return { state: health.state, sentence: health.findings.map(sentenceOf).join(" ") || "The new path does as well as the old." };
}

function sentenceOf(finding: Finding): string {
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
    case "never":
      return "Nothing was measured yet.";
    case "silent":
      return "Nothing was measured on the new path.";
    case "stale":
      return `The last measurement is ${Math.round(finding.age)} s old.`;
    case "few":
      return `${finding.value} requests were measured on the new path; ${finding.needed} say something.`;
    case "held":
      return "";
  }
}

function percent(rate: number): string {
  return `${(rate * 100).toFixed(2)} %`;
}

function millis(seconds: number): string {
  return `${Math.round(seconds * 1000)} ms`;
}
