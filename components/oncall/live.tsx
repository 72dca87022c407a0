"use client";

import { useEffect, useState } from "react";
import styles from "./oncall.module.css";
import { refreshed } from "./refreshed.ts";
import { type Attempt, sendInsisting } from "./send.ts";

type Words = { current: string; stale: string; offline: string; attempt: string; trying: string; gaveUp: string };

const EVERY_MS = 2000;
const STALE_AFTER_MS = 10_000;

/**
 * All that runs in the browser here: asks every two seconds whether there is news and puts new facts in place,
 * says how old they are, and sends the page's forms again while the network is away. Words come from the server.
 */
export function Live({ words }: { words: Words }) {
  const [heard, setHeard] = useState<{ at: number; ok: boolean } | null>(null);
  const [attempts, setAttempts] = useState<{ list: Attempt[]; over: boolean }>({ list: [], over: false });

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    let last = Date.now();
    const ask = async () => {
      const ok = document.hidden || (await refreshed());
      if (ok) last = Date.now();
      setHeard({ at: last, ok: ok || Date.now() - last < STALE_AFTER_MS });
      timer = setTimeout(ask, EVERY_MS);
    };
    timer = setTimeout(ask, EVERY_MS);
    return () => clearTimeout(timer);
  }, []);

  useEffect(() => {
    const onSubmit = (event: SubmitEvent) => {
      if (!(event.target instanceof HTMLFormElement) || event.target.dataset.insist === undefined) return;
      event.preventDefault();
      sendInsisting(event.target, (list, over) => setAttempts({ list, over }));
    };
    document.addEventListener("submit", onSubmit);
    return () => document.removeEventListener("submit", onSubmit);
  }, []);

  const time = (at: number) => new Intl.DateTimeFormat(document.documentElement.lang, { timeStyle: "medium" }).format(at);
  return (
    <>
      <span className="fact" role="status">
        {heard?.ok && <b>{words.current}</b>}
        {heard && !heard.ok && `${navigator.onLine ? words.stale : words.offline} ${time(heard.at)}`}
      </span>
      {attempts.list.length > 0 && (
        <div className={styles.attempts} role="alert">
          <ol>
            {attempts.list.map(({ at }, index) => (
              <li key={at}>
                {words.attempt.replace("{number}", String(index + 1))} {time(at)}
              </li>
            ))}
          </ol>
          <p>{attempts.over ? words.gaveUp : words.trying}</p>
        </div>
      )}
    </>
  );
}
