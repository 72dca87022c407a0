import { useTranslations } from "next-intl";
import { useConsole } from "@/components/console/console-context.tsx";
import { useConnection } from "@/components/console/providers.tsx";
import { bodyOf, type Judgement, type Proposal } from "@/components/switches/form/review-state.ts";
import { useRefusalWords } from "@/components/switches/refusal-words.ts";
import { toState } from "@/components/switches/words.ts";
import { useFormat } from "@/components/ui/use-format.ts";
import { propose } from "@/lib/core/stages/propose.ts";
import type { SwitchView } from "@/lib/switches/schema/switch.ts";

/** Why the proposal cannot be applied now, in words; null when it can. Without a judgement the server decides. */
export function useBlocked(base: SwitchView, proposal: Proposal, judgement: Judgement | null): string | null {
  const t = useTranslations("switches");
  const tWords = useTranslations("words");
  const { allows } = useConsole();
  const connection = useConnection();
  const format = useFormat();
  const say = useRefusalWords();
  const { target, share } = bodyOf(base, proposal);
  const decided = propose(toState(base), { target, share: share ?? 0, act: "change" });
  if (!decided.ok) return decided.refusals.map(say).join(" ");
  if (decided.course.direction === "forward") {
    if (base.held) return say({ rule: "held", message: "", detail: { position: base.position } });
    if (!allows("switch.forward")) return t("blocked.role", { role: tWords("role.lead") });
    if (connection.old) return t("blocked.stale", { time: format.timeUtc(connection.last) });
  }
  if (!judgement) return null;
  const [refusal, ...more] = judgement.refusals;
  if (refusal) return more.length > 0 ? t("blocked.rules", { count: more.length + 1 }) : say(refusal);
  if (judgement.waivable.length > 0 && !allows("switch.forward")) return t("blocked.override", { role: tWords("role.lead") });
  const [lack] = judgement.lacks;
  return lack ? t(`blocked.lacks.${lack}`) : null;
}
