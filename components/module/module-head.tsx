"use client";

import { useTranslations } from "next-intl";
import { useConsole } from "@/components/console/console-context.tsx";
import { EditModule } from "@/components/start/edit-module.tsx";
import { useActs } from "@/components/switches/acts/acts.tsx";
import { undoable } from "@/components/switches/acts/undo-sheet.tsx";
import { useFindingWords } from "@/components/switches/health-words.tsx";
import { plansOf } from "@/components/switches/module-details.ts";
import { isHeld, listOf, type ModuleSwitches, newInUse } from "@/components/switches/modules.ts";
import { EndedSchedules } from "@/components/switches/plans/ended-schedules.tsx";
import { PlanStrip } from "@/components/switches/plans/lazy-plan-strip.tsx";
import { Propagation } from "@/components/switches/propagation.tsx";
import type { ModuleState } from "@/components/switches/use-module-health.ts";
import { Icon } from "@/components/ui/icon.tsx";
import { late } from "@/components/ui/late.tsx";
import { Health } from "@/components/ui/mark.tsx";
import { useFormat } from "@/components/ui/use-format.ts";
import styles from "./module-head.module.css";
import { ModuleSentence } from "./module-sentence.tsx";

const ArchivedModule = late(() => import("@/components/archive/archived-module.tsx").then((part) => part.ArchivedModule));

type Props = { state: ModuleState; details: ModuleSwitches; onPropose: (() => void) | null; proposing: boolean };

/** Which module, how it does, and the acts on it; roll back is always in sight. */
export function ModuleHead({ state, details, onPropose, proposing }: Props) {
  const format = useFormat();
  const words = useTranslations("words");
  const { module, health } = state;
  return (
    <div className={styles.top}>
      <div className={styles.head}>
        <h1>{module.key}</h1>
        <Health state={health.state}>{words(`health.${health.state}`)}</Health>
        <span className="mute wide-only">{format.list([module.name, module.owner, module.domain].filter(Boolean))}</span>
        <EditModule module={module} />
      </div>
      <ModuleSentence state={state} />
      <Facts state={state} details={details} />
      {module.archivedAt === null ? (
        <HeadActs state={state} details={details} onPropose={onPropose} proposing={proposing} />
      ) : (
        <ArchivedModule module={{ ...module, archivedAt: module.archivedAt }} />
      )}
    </div>
  );
}

/** The rules that fired, what was compared, and how far the newest change has come. */
function Facts({ state, details }: Pick<Props, "state" | "details">) {
  const t = useTranslations("module");
  const format = useFormat();
  const say = useFindingWords();
  const { module, summary, switches, health } = state;
  // The sentence has told what made the state what it is.
  const told = health.findings.slice(1);
  const { compared = 0, different = 0 } = (newInUse(switches) && summary?.comparisons) || {};
  return (
    <div className={`sub ${styles.facts}`}>
      {told.map((finding) => (
        <Health key={finding.rule} state={finding.level} long>
          {say(finding)}
        </Health>
      ))}
      {compared > 0 && (
        <span>
          {t("compared", {
            compared: format.count(compared),
            different: format.count(different),
            rate: format.rate(different, compared),
          })}
        </span>
      )}
      <Propagation module={module.key} switches={switches} />
      {plansOf(details).map((plan) => (
        <PlanStrip key={plan.id} plan={plan} />
      ))}
      <EndedSchedules module={module.key} />
    </div>
  );
}

function HeadActs({ state, details, onPropose, proposing }: Props) {
  const t = useTranslations("module");
  const { user } = useConsole();
  const acts = useActs();
  const { module, switches } = state;
  const held = isHeld(switches);
  const turn = held ? acts.release : acts.hold;
  return (
    <div className={styles.acts}>
      {acts.undo && undoable(listOf(details), user.id) && (
        <button type="button" className="btn quiet" onClick={() => acts.undo?.(module.key)}>
          {t("undo")} <kbd className="wide-only">u</kbd>
        </button>
      )}
      {turn && (
        <button type="button" className="btn" onClick={() => turn(module.key)}>
          {!held && <Icon name="hold" />}
          {held ? t("release") : t("hold")} <kbd className="wide-only">h</kbd>
        </button>
      )}
      {onPropose && (
        <button type="button" className="btn" aria-expanded={proposing} onClick={onPropose}>
          <Icon name="board" />
          {t("propose")} <kbd className="wide-only">p</kbd>
        </button>
      )}
      {acts.rollback && newInUse(switches) && (
        <button type="button" className={`btn back ${styles.rollback}`} onClick={() => acts.rollback?.({ module: module.key })}>
          <Icon name="back" />
          {t("rollback")} <kbd className="wide-only">r</kbd>
        </button>
      )}
    </div>
  );
}
