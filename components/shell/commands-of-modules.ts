import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useMemo, useState } from "react";
import { useConsole } from "@/components/console/console-context.tsx";
import { useActs } from "@/components/switches/acts/acts.tsx";
import { useModuleStates } from "@/components/switches/use-module-health.ts";
import type { Command } from "./command.ts";

/** Every module, and every act on one; asked for when somebody looks for them. */
export function useModuleCommands(): Command[] {
  const t = useTranslations("shell");
  const router = useRouter();
  const { rollback, hold, release, undo } = useActs();
  const { href } = useConsole();
  const keys = useWorstFirst();

  return useMemo(() => {
    const act = (id: string, label: string, run: (() => void) | undefined): Command[] =>
      run ? [{ id, label, group: "act", run }] : [];
    return keys.flatMap((key) => [
      { id: `module ${key}`, label: t("goTo", { page: key }), group: "go" as const, run: () => router.push(href(`/m/${key}`)) },
      ...act(`rollback ${key}`, t("do.rollback", { module: key }), rollback && (() => rollback({ module: key }))),
      ...act(`hold ${key}`, t("do.hold", { module: key }), hold && (() => hold(key))),
      ...act(`release ${key}`, t("do.release", { module: key }), release && (() => release(key))),
      ...act(`undo ${key}`, t("do.undo", { module: key }), undo && (() => undo(key))),
    ]);
  }, [t, router, rollback, hold, release, undo, href, keys]);
}

const NONE: readonly string[] = [];

/** The order of the first answer: what is chosen must not change under the finger while figures come in. */
function useWorstFirst(): readonly string[] {
  const { states, modules, switches } = useModuleStates();
  const [keys, setKeys] = useState<readonly string[] | null>(null);
  const known = states?.map(({ module }) => module.key) ?? (switches.isError ? modules.data?.map(({ key }) => key) : null);
  if (!keys && known) setKeys(known);
  return keys ?? NONE;
}
