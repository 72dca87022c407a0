import type { IconName } from "@/components/ui/icon.tsx";

/** The pages of a project in the order of the navigation; `g` and the key opens one. */
export type PageName = "overview" | "timeline" | "board" | "risks" | "audit" | "settings";

export type Page = { name: PageName & IconName; path: string; key: string };

export const PAGE_GROUPS: readonly (readonly Page[])[] = [
  [
    { name: "overview", path: "", key: "o" },
    { name: "timeline", path: "/timeline", key: "t" },
  ],
  [{ name: "board", path: "/board", key: "b" }],
  [{ name: "risks", path: "/risks", key: "k" }],
  [
    { name: "audit", path: "/audit", key: "a" },
    { name: "settings", path: "/settings", key: "s" },
  ],
];

export const PAGES: readonly Page[] = PAGE_GROUPS.flat();

/** The page of a pathname; module pages belong to the board. */
export function pageOf(pathname: string, projectKey: string): PageName | null {
  const path = pathname.slice(`/p/${projectKey}`.length);
  if (path.startsWith("/m/")) return "board";
  return PAGES.findLast((page) => path === page.path || (page.path !== "" && path.startsWith(page.path)))?.name ?? null;
}

/** The strip of recent changes stands where switches are worked on. */
export function showsStrip(pathname: string, projectKey: string): boolean {
  return pageOf(pathname, projectKey) === "board";
}
