import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useConsole } from "@/components/console/console-context.tsx";
import { useActs } from "@/components/switches/acts/acts.tsx";
import type { Command } from "./command.ts";
import { PAGES } from "./pages.ts";

/** Every page and environment, and the widest act. */
export function useShellCommands(): Command[] {
  const t = useTranslations("shell");
  const router = useRouter();
  const { rollbackProject } = useActs();
  const { project, place, environment, environments, href } = useConsole();

  const go = (id: string, label: string, to: string, keys?: readonly string[]): Command => ({
    id,
    label,
    group: "go",
    ...(keys ? { keys } : {}),
    run: () => router.push(to),
  });
  return [
    ...PAGES.map(({ name, path, key }) => go(`page ${name}`, t("goTo", { page: t(`page.${name}`) }), href(path), ["g", key])),
    {
      id: "page docs",
      label: t("goTo", { page: t("page.docs") }),
      group: "go" as const,
      run: () => location.assign(`/docs?${new URLSearchParams(place)}`),
    },
    {
      id: "page oncall",
      label: t("goTo", { page: t("page.oncall") }),
      group: "go" as const,
      run: () => location.assign("/oncall"),
    },
    ...environments
      .filter(({ key }) => key !== environment.key)
      .map(({ key, name }) => go(`environment ${key}`, t("goTo", { page: name }), href("", key))),
    ...(rollbackProject
      ? [
          {
            id: "rollback project",
            label: t("do.project", { project: project.name }),
            group: "everything" as const,
            run: rollbackProject,
          },
        ]
      : []),
  ];
}
