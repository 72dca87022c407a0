import { useTranslations } from "next-intl";
import type { Call } from "@/lib/core/openapi/document.ts";
import styles from "./docs.module.css";
import { type DocsPlace, withPlace } from "./place.ts";

type Props = {
  groups: readonly { name: string; about: string; calls: readonly Call[] }[];
  words: string;
  place: DocsPlace;
};

/** Every call by what it is about, and a search that needs no script. */
export function CallList({ groups, words, place }: Props) {
  const t = useTranslations("docs");
  const count = groups.reduce((sum, { calls }) => sum + calls.length, 0);
  return (
    <>
      <search>
        <form className={styles.search} action="/docs/api">
          {Object.entries(place).map(
            ([name, value]) => value !== "" && <input key={name} type="hidden" name={name} value={value} />,
          )}
          <input
            className="input"
            type="search"
            name="q"
            defaultValue={words}
            aria-label={t("search")}
            placeholder={t("search")}
            maxLength={200}
          />
          <button type="submit" className="btn">
            {t("find")}
          </button>
        </form>
      </search>
      <p className="small mute" role="status">
        {t("count", { count })}
      </p>
      {groups.map(({ name, about, calls }) => (
        <section key={name} className={styles.group} aria-labelledby={`about-${name}`}>
          <h2 id={`about-${name}`}>{name}</h2>
          <p className="small dim" lang="en">
            {about}
          </p>
          <ul className={styles.list}>
            {calls.map(({ method, path, operation }) => (
              <li key={operation.operationId}>
                <a href={withPlace(`/docs/api/${operation.operationId}`, place)} lang="en">
                  {operation.summary ?? operation.operationId}
                </a>
                <br />
                <span className={`${styles.method} dim`}>
                  {method} {path}
                </span>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </>
  );
}
