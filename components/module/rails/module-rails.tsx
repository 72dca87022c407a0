"use client";

import { useTranslations } from "next-intl";
import { AxisControl } from "@/components/switches/acts/axis-control.tsx";
import type { ModuleRows, ModuleSwitches } from "@/components/switches/modules.ts";
import { raiseTarget } from "@/components/switches/raise.ts";
import { useRefusalWords } from "@/components/switches/refusal-words.ts";
import { placeOf, toStanding, useSwitchWords } from "@/components/switches/words.ts";
import { useFormat } from "@/components/ui/use-format.ts";
import { type Axis, indexOf, STAGES, type Stage } from "@/lib/core/stages/positions.ts";
import { FULL_SHARE } from "@/lib/core/stages/state.ts";
import type { SwitchView } from "@/lib/switches/schema/switch.ts";
import { BigRail } from "./big-rail.tsx";
import styles from "./module-rails.module.css";
import { readsAndWrites } from "./plan-words.ts";

type Props = { switches: ModuleRows; details: ModuleSwitches; onReview: (axis: Axis) => void };

/** Where the module stands: the data stages large, route and call beside them. */
export function ModuleRails({ switches, details, onReview }: Props) {
  const words = useTranslations("words");
  return (
    <div className={styles.rails}>
      {details.data && <DataRail view={details.data} />}
      <dl className={styles.mini}>
        {(["route", "call"] as const).map((axis) => {
          const view = switches[axis];
          return (
            view && (
              <div key={axis}>
                <dt>{words(`Axis.${axis}`)}</dt>
                <dd data-axis={axis}>
                  <AxisControl view={view} onReview={() => onReview(axis)} />
                </dd>
              </div>
            )
          );
        })}
      </dl>
    </div>
  );
}

function DataRail({ view }: { view: SwitchView }) {
  const t = useTranslations("module.rail");
  const words = useSwitchWords();
  const format = useFormat();
  const say = useRefusalWords();
  const { position, next } = toStanding(view);
  const at = indexOf("data", position);
  const moving = next !== null && view.share > 0;
  const target = raiseTarget(view);
  const refusals = view.moves.find((move) => move.target === target)?.refusals ?? [];
  const sentence = useReadsAndWrites(view);
  return (
    <div>
      <BigRail
        at={at}
        share={moving ? view.share / FULL_SHARE : 0}
        shareText={moving ? format.share(view.share) : null}
        locked={refusals.length > 0 ? at + 1 : null}
        words={STAGES.map((stage) => words.stage(stage))}
        stores={{ old: t("oldStore"), new: t("newStore"), ended: t("ended") }}
        label={t("label", { place: words.place(placeOf(view)), sentence })}
      />
      <p className={`small mute ${styles.words}`}>
        <span>{sentence}</span>
        {target && refusals.length > 0 && (
          <span>{t("locked", { stage: words.stage(target), why: refusals.map(say).join(" ") })}</span>
        )}
      </p>
    </div>
  );
}

/** Who answers reads and who takes writes now, in one sentence. */
function useReadsAndWrites(view: SwitchView): string {
  const t = useTranslations("module.rail");
  const format = useFormat();
  const moving = view.next !== null && view.share > 0;
  const plan = readsAndWrites(view.position as Stage, moving ? (view.next as Stage) : null);
  const part = { moved: format.share(view.share), rest: format.share(FULL_SHARE - view.share) };
  const order = (name: string) => t(`order.${name as "old" | "new" | "old-new" | "new-old"}`);
  const reads = plan.reads.is === "split" ? t("reads.split", part) : t(`reads.${plan.reads.side}`);
  const compared = plan.compared === "none" ? "" : t(`compared.${plan.compared}`, part);
  const writes = plan.writes.next
    ? t("writes.split", { ...part, now: order(plan.writes.now), next: order(plan.writes.next) })
    : t("writes.all", { order: order(plan.writes.now) });
  return t("sentence", { reads: reads + compared, writes });
}
