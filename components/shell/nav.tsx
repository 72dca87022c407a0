"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";
import { useConsole } from "@/components/console/console-context.tsx";
import { useNarrowNavigation } from "@/components/console/preferences.ts";
import { Icon } from "@/components/ui/icon.tsx";
import { Mark } from "@/components/ui/mark.tsx";
import { healthQuery } from "@/lib/switches/queries/standings.ts";
import { PAGE_GROUPS, pageOf } from "./pages.ts";

/** The pages of the project at the left edge; folds to icons. */
export function Nav() {
  const t = useTranslations("shell");
  const [narrow, setNarrow] = useNarrowNavigation();
  return (
    <nav className="nav" aria-label={t("navigation")}>
      <NavLinks />
      <button type="button" className="fold" aria-pressed={narrow} title={t("fold")} onClick={() => setNarrow(!narrow)}>
        <Icon name="fold" />
        <span className="word">{t("fold")}</span>
      </button>
    </nav>
  );
}

/** The same links for the phone's menu, where `onGo` closes it. */
export function NavLinks({ onGo }: { onGo?: () => void }) {
  const t = useTranslations("shell");
  const pathname = usePathname();
  const { project, place, href } = useConsole();
  const current = pageOf(pathname, project.key);
  const groups = PAGE_GROUPS.map((group) => (
    <ul key={group[0]?.name}>
      {group.map(({ name, path, key }) => (
        <li key={name}>
          <Link
            href={href(path)}
            aria-current={current === name ? "page" : undefined}
            title={`${t(`page.${name}`)} (g ${key})`}
            onClick={onGo}
          >
            <Icon name={name} />
            <span className="word">{t(`page.${name}`)}</span>
            {name === "board" && <BadCount />}
          </Link>
        </li>
      ))}
    </ul>
  ));
  return (
    <>
      {groups}
      <ul>
        <li>
          {/* Of every project, and drawn without this frame: a plain address. */}
          <a href="/oncall" title={t("page.oncall")}>
            <Icon name="oncall" />
            <span className="word">{t("page.oncall")}</span>
          </a>
        </li>
        <li>
          <a href={`/docs?${new URLSearchParams(place)}`} title={t("page.docs")}>
            <Icon name="docs" />
            <span className="word">{t("page.docs")}</span>
          </a>
        </li>
      </ul>
    </>
  );
}

function BadCount() {
  const t = useTranslations("shell");
  const { place } = useConsole();
  const bad = useQuery(healthQuery(place)).data?.bad ?? 0;
  if (bad === 0) return null;
  return (
    <span className="count">
      <Mark state="bad" />
      {bad}
      <span className="visually-hidden">{t("badModules")}</span>
    </span>
  );
}
