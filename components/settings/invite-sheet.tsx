"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useConsole } from "@/components/console/console-context.tsx";
import { FormSheet } from "@/components/form/form-sheet.tsx";
import { useNew } from "@/components/form/use-new.ts";
import { Sheet } from "@/components/ui/sheet.tsx";
import { useFormat } from "@/components/ui/use-format.ts";
import type { Role } from "@/lib/core/access/policy.ts";
import { addMember, memberKeys } from "@/lib/members/queries.ts";
import { useRoleField } from "./roles.ts";
import { ShownOnce } from "./shown-once.tsx";

/** Adds a person. Somebody new here gets a link to choose a password with; it is shown once. */
export function InviteSheet({ onClose }: { onClose: () => void }) {
  const t = useTranslations("settings");
  const format = useFormat();
  const { project } = useConsole();
  const client = useQueryClient();
  const role = useRoleField();
  const state = useNew({
    empty: { email: "", name: "", role: "viewer" },
    save: (values) => addMember(project.key, { email: values.email.trim(), name: values.name.trim(), role: values.role as Role }),
    onSaved: () => client.invalidateQueries({ queryKey: memberKeys.list(project.key) }),
  });
  const added = state.made;
  if (added) {
    return (
      <Sheet title={t("person.added", { name: added.name })} onClose={onClose}>
        {added.setup ? (
          <ShownOnce
            text={added.setup.setupUrl}
            label={t("person.link")}
            note={t("person.linkOnce", { until: format.exact(added.setup.expiresAt) })}
            onClose={onClose}
          />
        ) : (
          <p className="dim">{t("person.knownHere")}</p>
        )}
      </Sheet>
    );
  }
  return (
    <FormSheet
      title={t("person.invite")}
      state={state}
      rows={[
        { name: "email", label: t("person.email"), kind: "text", attributes: { type: "email", required: true, maxLength: 254 } },
        { name: "name", label: t("person.name"), kind: "text", attributes: { required: true, maxLength: 200 } },
        role,
      ]}
      submit={t("person.add")}
      onClose={onClose}
    />
  );
}
