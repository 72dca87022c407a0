import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useMemo } from "react";
import { type Command, useCommands } from "@/components/console/commands.tsx";
import { useConsole } from "@/components/console/console-context.tsx";
import { useActs } from "@/components/switches/acts.tsx";
import { modulesQuery } from "@/lib/modules/queries.ts";
import { PAGES } from "./pages.ts";

/** Offers every page, every module and every act on a module to the palette. */
export function useShellCommands(): void {
  const t = useTranslations("shell");
  const router = useRouter();
  const acts = useActs();
  const { project, environment, environments, href } = useConsole();
  const modules = useQuery(modulesQuery(project.key)).data;

  const commands = useMemo(() => {
    const go = (id: string, label: string, to: string, keys?: readonly string[]): Command => ({
      id,
      label,
      group: "go",
      ...(keys ? { keys } : {}),
      run: () => router.push(to),
    });
    const act = (id: string, label: string, run: (() => void) | undefined): Command[] =>
      run ? [{ id, label, group: "act", run }] : [];
    const { rollback, hold, release, undo, rollbackProject } = acts;
    return [
      ...PAGES.map(({ name, path, key }) => go(`page ${name}`, t("goTo", { page: t(`page.${name}`) }), href(path), ["g", key])),
      {
        id: "page oncall",
        label: t("goTo", { page: t("page.oncall") }),
        group: "go" as const,
        run: () => location.assign("/oncall"),
      },
      ...environments
        .filter(({ key }) => key !== environment.key)
        .map(({ key, name }) => go(`environment ${key}`, t("goTo", { page: name }), href("", key))),
      ...(modules ?? []).flatMap(({ key }) => [
        go(`module ${key}`, t("goTo", { page: key }), href(`/m/${key}`)),
        ...act(`rollback ${key}`, t("do.rollback", { module: key }), rollback && (() => rollback({ module: key }))),
        ...act(`hold ${key}`, t("do.hold", { module: key }), hold && (() => hold(key))),
        ...act(`release ${key}`, t("do.release", { module: key }), release && (() => release(key))),
        ...act(`undo ${key}`, t("do.undo", { module: key }), undo && (() => undo(key))),
      ]),
      ...act("rollback project", t("do.project", { project: project.name }), rollbackProject),
    ];
  }, [t, router, acts, project, environment, environments, href, modules]);

  useCommands(commands);
}
