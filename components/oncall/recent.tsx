import { useTranslations } from "next-intl";
import { glyphOf, useSwitchWords } from "@/components/switches/words.ts";
import { Direction } from "@/components/ui/direction.tsx";
import { Icon } from "@/components/ui/icon.tsx";
import { useFormat } from "@/components/ui/use-format.ts";
import { type Place, recentOf, sheetHref, type Where } from "./modules.ts";
import styles from "./oncall.module.css";

const MOST_SHOWN = 12;
/** More at once would push what is bad off the first screen of a phone. */
const SHOWN_AT_ONCE = 3;

/** What changed in the last half hour; whatever went forward and still stands can be taken back from here. */
export function Recent({ places }: { places: readonly Place[] }) {
  const t = useTranslations("oncall");
  const recent = recentOf(places).slice(0, MOST_SHOWN);
  const earlier = recent.slice(SHOWN_AT_ONCE);
  if (recent.length === 0) return <p className="dim">{t("changes.none")}</p>;
  return (
    <>
      <Changes changes={recent.slice(0, SHOWN_AT_ONCE)} named={places.length > 1} />
      {earlier.length > 0 && (
        <details className={styles.earlier}>
          <summary>{t("changes.earlier", { count: earlier.length })}</summary>
          <Changes changes={earlier} named={places.length > 1} />
        </details>
      )}
    </>
  );
}

function Changes({ changes, named }: { changes: ReturnType<typeof recentOf>; named: boolean }) {
  const t = useTranslations("oncall");
  const direction = useTranslations("words");
  const words = useSwitchWords();
  const format = useFormat();
  return (
    <ul className={styles.changes}>
      {changes.map(({ place, change, open }) => {
        const glyph = glyphOf(change);
        const query = { switch: change.switch, version: String(change.version) };
        return (
          <li key={`${place.project.key} ${place.environment.key} ${change.switch} ${change.version}`}>
            <time dateTime={change.at}>{format.time(change.at)}</time>
            <div>
              <b>{change.module}</b>
              <span className={styles.line}>
                <Direction of={glyph} label={direction(`direction.${glyph}`)} />
                {t("changes.line", { change: words.change(change), name: change.by })}
              </span>
              {named && <PlaceName place={place} />}
            </div>
            {open && (
              <a className="btn back-quiet" href={sheetHref(place, change.module, query)}>
                <Icon name="back" />
                {t("changes.back")}
                <span className="visually-hidden">
                  {" "}
                  {t("changes.which", { module: change.module, change: words.change(change) })}
                </span>
              </a>
            )}
          </li>
        );
      })}
    </ul>
  );
}

/** Project and environment of a row, where the page shows more than one. */
export function PlaceName({ place: { project, environment } }: { place: Where }) {
  return (
    <span className={styles.line}>
      {project.name} · {environment.name}
    </span>
  );
}
