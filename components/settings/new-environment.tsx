"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useConsole } from "@/components/console/console-context.tsx";
import { NO, YES } from "@/components/form/fields.tsx";
import { FormSheet } from "@/components/form/form-sheet.tsx";
import { useNew } from "@/components/form/use-new.ts";
import { keyFrom } from "@/lib/core/text/key.ts";
import { createEnvironment } from "@/lib/environments/queries.ts";

/** Makes an environment, after the others; every module gets its switches there. */
export function NewEnvironment({ onClose }: { onClose: () => Promise<void> }) {
  const t = useTranslations("settings");
  const { project } = useConsole();
  const client = useQueryClient();
  const router = useRouter();
  const state = useNew({
    empty: { name: "", key: "", protected: NO },
    follow: (before, name, value) => (name === "name" && before.key === keyFrom(before.name) ? { key: keyFrom(value) } : {}),
    save: (values, idempotencyKey) =>
      createEnvironment(project.key, { ...values, protected: values.protected === YES }, idempotencyKey),
    onSaved: async () => {
      await client.invalidateQueries();
      await onClose();
      router.refresh();
    },
  });
  return (
    <FormSheet
      title={t("environment.new")}
      state={state}
      rows={[
        { name: "name", label: t("environment.name"), kind: "text", attributes: { required: true, maxLength: 200 } },
        {
          name: "key",
          label: t("environment.key"),
          hint: t("environment.keyHint"),
          kind: "text",
          attributes: { required: true, maxLength: 60, spellCheck: false },
        },
        { name: "protected", label: t("environment.protected"), kind: "check", means: t("environment.protectedMeans") },
      ]}
      submit={t("environment.make")}
      onClose={onClose}
    />
  );
}
