import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useMemo } from "react";
import { useConsole } from "@/components/console/console-context.tsx";
import { useActs } from "@/components/switches/acts/acts.tsx";
import { modulesQuery } from "@/lib/modules/queries/modules.ts";
import type { Command } from "./command.ts";

/** Every module, and every act on one; asked for when somebody looks for them. */
export function useModuleCommands(): Command[] {
  const t = useTranslations("shell");
  const router = useRouter();
  const { rollback, hold, release, undo } = useActs();
  const { project, href } = useConsole();
  const modules = useQuery(modulesQuery(project.key)).data;

  return useMemo(() => {
    const act = (id: string, label: string, run: (() => void) | undefined): Command[] =>
      run ? [{ id, label, group: "act", run }] : [];
    return (modules ?? []).flatMap(({ key }) => [
      { id: `module ${key}`, label: t("goTo", { page: key }), group: "go" as const, run: () => router.push(href(`/m/${key}`)) },
      ...act(`rollback ${key}`, t("do.rollback", { module: key }), rollback && (() => rollback({ module: key }))),
      ...act(`hold ${key}`, t("do.hold", { module: key }), hold && (() => hold(key))),
      ...act(`release ${key}`, t("do.release", { module: key }), release && (() => release(key))),
      ...act(`undo ${key}`, t("do.undo", { module: key }), undo && (() => undo(key))),
    ]);
  }, [t, router, rollback, hold, release, undo, href, modules]);
}
