"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { ArchiveSection } from "@/components/archive/archive-section.tsx";
import { useConsole } from "@/components/console/console-context.tsx";
import { FormSheet } from "@/components/form/form-sheet.tsx";
import { useDraft } from "@/components/form/use-draft.ts";
import { useOwners } from "@/components/form/use-owners.ts";
import { archiveModule, updateModule } from "@/lib/modules/queries/edits.ts";
import { moduleKeys } from "@/lib/modules/queries/modules.ts";
import type { ModuleView } from "@/lib/modules/schema.ts";

/** What is known of a module: its name, who answers for it, and what it moves between. Its key stays. */
export function ModuleSheet({ module, onClose }: { module: ModuleView; onClose: () => void }) {
  const t = useTranslations("start");
  const archive = useTranslations("archive");
  const { project } = useConsole();
  const client = useQueryClient();
  const draft = useDraft({
    stored: module,
    toDraft: ({ name, owner, domain, oldSystem, newSystem }) => ({ name, owner, domain, oldSystem, newSystem }),
    save: (changed, expectedVersion) => updateModule(project.key, module.key, { ...changed, expectedVersion }),
    onSaved: async () => {
      await Promise.all([
        client.invalidateQueries({ queryKey: moduleKeys.one(project.key, module.key) }),
        client.invalidateQueries({ queryKey: moduleKeys.list(project.key) }),
      ]);
      onClose();
    },
  });
  const owners = useOwners();
  const attributes = { maxLength: 200 };
  return (
    <FormSheet
      title={t("editTitle", { module: module.key })}
      state={draft}
      rows={[
        { name: "name", label: t("name"), kind: "text", attributes: { ...attributes, required: true } },
        {
          pair: [
            { name: "owner", label: t("owner"), kind: "text", attributes, suggestions: owners },
            { name: "domain", label: t("domain"), kind: "text", attributes },
          ],
        },
        {
          pair: [
            { name: "oldSystem", label: t("oldSystem"), kind: "text", attributes },
            { name: "newSystem", label: t("newSystem"), kind: "text", attributes },
          ],
        },
      ]}
      submit={t("save")}
      ready={draft.isChanged}
      onClose={onClose}
    >
      {!module.archivedAt && (
        <ArchiveSection means={archive("moduleMeans")} archive={() => archiveModule(project.key, module)} onDone={onClose} />
      )}
    </FormSheet>
  );
}
