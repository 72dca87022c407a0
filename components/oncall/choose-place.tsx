import { useTranslations } from "next-intl";
import { Health } from "@/components/ui/mark.tsx";
import { type OnCallState, sheetHref } from "./modules.ts";
import styles from "./oncall.module.css";

/** An address that names a module only: in which project and environment it is meant. */
export function ChoosePlace({ states, query }: { states: readonly OnCallState[]; query: Record<string, string> }) {
  const t = useTranslations("oncall");
  const words = useTranslations("words");
  return (
    <section className={styles.sheet}>
      <h1 className={styles.title}>{t("choose", { name: states[0]?.module.key ?? "" })}</h1>
      <ul className={styles.others}>
        {states.map(({ place, module, health }) => (
          <li key={`${place.project.key} ${place.environment.key}`}>
            <a href={sheetHref(place, module.key, query)}>
              {place.project.name} · {place.environment.name}
            </a>
            <Health state={health.state}>{words(`health.${health.state}`)}</Health>
          </li>
        ))}
      </ul>
    </section>
  );
}
