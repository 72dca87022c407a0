"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useConsole } from "@/components/console/console-context.tsx";
import { ChangeLine } from "@/components/switches/change-line.tsx";
import { useSwitchWords } from "@/components/switches/words.ts";
import { useNow } from "@/components/ui/clock.tsx";
import { Time } from "@/components/ui/time.tsx";
import { useFormat } from "@/components/ui/use-format.ts";
import { newsQuery } from "@/lib/switches/queries/standings.ts";

const HOUR_MS = 3_600_000;

/** Every switch change of the last 60 minutes, newest first. Its link lets keys scroll what does not fit. */
export function ChangeStrip() {
  const t = useTranslations("shell");
  const format = useFormat();
  const { place, href } = useConsole();
  const now = useNow(60_000);
  const changes = useQuery(newsQuery(place)).data?.filter(({ at }) => now - Date.parse(at) < HOUR_MS);
  return (
    <section className="strip" aria-label={t("strip")}>
      <Link className="from" href={href("/audit?act=switch.")}>
        {t("lastHour")}
      </Link>
      {changes?.length === 0 && (
        <ul>
          <li>{t("noChanges")}</li>
        </ul>
      )}
      {changes && changes.length > 0 && (
        <ul>
          {changes.slice(0, 12).map((change) => (
            <li key={`${change.switch} ${change.version}`}>
              <time dateTime={change.at}>{format.time(change.at)}</time>
              <ChangeLine change={change} />
              {t("by", { who: change.by })}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

/** The newest change of the environment, for the top bar. */
export function LastChange() {
  const t = useTranslations("shell");
  const words = useSwitchWords();
  const { place } = useConsole();
  const { data } = useQuery(newsQuery(place));
  if (!data) return <p className="last" />;
  const [newest] = data;
  if (!newest) return <p className="last">{t("neverChanged")}</p>;
  return (
    <p className="last">
      {t.rich("lastChange", {
        change: () => (
          <b>
            {newest.module} {words.change(newest)}
          </b>
        ),
        who: newest.by,
        when: () => <Time at={newest.at} />,
      })}
    </p>
  );
}
