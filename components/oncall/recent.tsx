import { useTranslations } from "next-intl";
import { glyphOf, useSwitchWords } from "@/components/switches/words.ts";
import { Direction } from "@/components/ui/direction.tsx";
import { Icon } from "@/components/ui/icon.tsx";
import { useFormat } from "@/components/ui/use-format.ts";
import { type Place, recentOf, sheetHref } from "./modules.ts";
import styles from "./oncall.module.css";

const MOST_SHOWN = 12;

/** What changed in the last half hour; whatever went forward and still stands can be taken back from here. */
export function Recent({ places }: { places: readonly Place[] }) {
  const t = useTranslations("oncall");
  const direction = useTranslations("words");
  const words = useSwitchWords();
  const format = useFormat();
  const recent = recentOf(places);
  if (recent.length === 0) return <p className="dim">{t("changes.none")}</p>;
  return (
    <ul className={styles.changes}>
      {recent.slice(0, MOST_SHOWN).map(({ place, change, open }) => {
        const glyph = glyphOf(change);
        const query = { switch: change.switch, version: String(change.version) };
        return (
          <li key={`${place.project.key} ${place.environment.key} ${change.switch} ${change.version}`}>
            <time dateTime={change.at}>{format.time(change.at)}</time>
            <div>
              <b>{change.module}</b>
              <span className={styles.line}>
                <Direction of={glyph} label={direction(`direction.${glyph}`)} />
                {t("changes.line", { change: words.change(change), name: change.actor.name })}
              </span>
              {places.length > 1 && <PlaceName place={place} />}
            </div>
            {open && (
              <a className="btn back-quiet" href={sheetHref(place, change.module, query)}>
                <Icon name="back" />
                {t("changes.back")}
                <span className="sr"> {t("changes.which", { module: change.module, change: words.change(change) })}</span>
              </a>
            )}
          </li>
        );
      })}
    </ul>
  );
}

/** Project and environment of a row, where the page shows more than one. */
export function PlaceName({ place: { project, environment } }: { place: Place }) {
  return (
    <span className={styles.line}>
      {project.name} · {environment.name}
    </span>
  );
}
