"use client";

import { useTranslations } from "next-intl";
import { useSwitchWords } from "@/components/switches/words.ts";
import { useFormat } from "@/components/ui/use-format.ts";
import type { ChangeView } from "@/lib/switches/schema/change.ts";
import styles from "./state-diff.module.css";

/** Two states side by side, the older left; what differs is marked. */
export function StateDiff({ older, newer }: { older: ChangeView; newer: ChangeView }) {
  const t = useTranslations("module.history");
  const format = useFormat();
  const words = useSwitchWords();
  const facts = ({ to, held, secondaryWrites, checkRatio, act, actor, at, reason, override }: ChangeView) => ({
    position: words.stage(to.position),
    next: to.next ? words.stage(to.next) : "–",
    share: to.next ? format.share(to.share) : "–",
    held: t(held ? "yes" : "no"),
    secondary: t(`secondary.${secondaryWrites}`),
    compared: format.share(checkRatio),
    act: t(`act.${act}`),
    by: actor.name,
    when: format.dayTime(at),
    reason: reason ?? "–",
    override: override ?? "–",
  });
  const [left, right] = [facts(older), facts(newer)];
  return (
    <table className={styles.diff}>
      <caption className="visually-hidden">{t("diff", { older: older.version, newer: newer.version })}</caption>
      <thead>
        <tr>
          <td />
          <th scope="col">v{older.version}</th>
          <th scope="col">v{newer.version}</th>
        </tr>
      </thead>
      <tbody>
        {(Object.keys(left) as (keyof typeof left)[]).map((name) => {
          const differs = left[name] !== right[name];
          return (
            <tr key={name} className={differs ? styles.differs : undefined}>
              <th scope="row">
                {differs && <span title={t("differs")}>~ </span>}
                {t(`fact.${name}`)}
              </th>
              <td>{left[name]}</td>
              <td>{right[name]}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
