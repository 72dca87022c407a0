"use client";

import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";

const AGAIN_MS = 3000;

/**
 * A part of a page that is loaded when it is first drawn, or before that by its `load`, and kept. Where its code cannot
 * be had, without a network or from a server that was renewed, the page stays, says so, and asks again.
 */
export function late<P extends object>(fetchPart: () => Promise<React.ComponentType<P>>, waiting: React.ReactNode = null) {
  let Part: React.ComponentType<P> | null = null;
  const load = async () => {
    Part ??= await fetchPart();
  };

  // biome-ignore lint/correctness/noComponentHookFactories: made once for each part, where its module is read
  function Late(props: P) {
    const [, setLoaded] = useState(Part !== null);
    const [failed, setFailed] = useState(false);
    useEffect(() => {
      let timer: ReturnType<typeof setTimeout> | undefined;
      let gone = false;
      const again = () => {
        if (gone) return;
        setFailed(true);
        timer = setTimeout(attempt, AGAIN_MS);
      };
      const attempt = () => void load().then(() => setLoaded(true), again);
      attempt();
      return () => {
        gone = true;
        clearTimeout(timer);
      };
    }, []);
    if (Part) return <Part {...props} />;
    return failed ? <NotLoaded /> : waiting;
  }

  return Object.assign(Late, { load });
}

function NotLoaded() {
  const t = useTranslations("ui.notLoaded");
  return (
    <p className="notice late" role="alert">
      <span>{t("says")}</span>{" "}
      <button type="button" className="link" onClick={() => location.reload()}>
        {t("reload")}
      </button>
    </p>
  );
}
