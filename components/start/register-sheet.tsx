"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useConsole } from "@/components/console/console-context.tsx";
import { FormSheet } from "@/components/form/form-sheet.tsx";
import { useNew } from "@/components/form/use-new.ts";
import { moduleList } from "@/lib/core/text/module-list.ts";
import { registerModules } from "@/lib/modules/queries/edits.ts";
import { moduleKeys } from "@/lib/modules/queries/modules.ts";
import { switchKeys } from "@/lib/switches/queries/keys.ts";
import { bodiesOf, useModuleField } from "./module-field.tsx";

/** Registers modules one by one or from a pasted list: all of them, or none. */
export function RegisterSheet({ onClose }: { onClose: () => void }) {
  const t = useTranslations("start");
  const { project, place } = useConsole();
  const client = useQueryClient();
  const state = useNew({
    empty: { modules: "" },
    save: (values, key) => registerModules(project.key, { modules: bodiesOf(values.modules) }, key),
    onSaved: async () => {
      await Promise.all([
        client.invalidateQueries({ queryKey: moduleKeys.list(project.key) }),
        client.invalidateQueries({ queryKey: switchKeys.rows(place) }),
      ]);
      onClose();
    },
  });
  const { modules, faults } = moduleList(state.values.modules);
  return (
    <FormSheet
      title={t("register")}
      state={state}
      rows={[useModuleField(state, t("listHint"))]}
      submit={t("submit", { count: modules.length })}
      ready={modules.length > 0 && faults.length === 0}
      onClose={onClose}
    />
  );
}
