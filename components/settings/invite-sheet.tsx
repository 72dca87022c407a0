"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useConsole } from "@/components/console/console-context.tsx";
import { fieldError, WriteProblem } from "@/components/console/write-problem.tsx";
import { Field } from "@/components/ui/field.tsx";
import form from "@/components/ui/form.module.css";
import { Sheet } from "@/components/ui/sheet.tsx";
import { useFormat } from "@/components/ui/use-format.ts";
import type { Role } from "@/lib/core/access/policy.ts";
import { addMember, memberKeys } from "@/lib/members/queries.ts";
import { RoleChoice } from "./role-choice.tsx";
import { ShownOnce } from "./shown-once.tsx";

/** Adds a person. Somebody new here gets a link to choose a password with; it is shown once. */
export function InviteSheet({ onClose }: { onClose: () => void }) {
  const t = useTranslations("settings");
  const format = useFormat();
  const { project } = useConsole();
  const client = useQueryClient();
  const [email, setEmail] = useState("");
  const [name, setName] = useState("");
  const [role, setRole] = useState<Role>("viewer");
  const write = useMutation({
    mutationFn: () => addMember(project.key, { email: email.trim(), name: name.trim(), role }),
    onSuccess: () => client.invalidateQueries({ queryKey: memberKeys.list(project.key) }),
  });
  const added = write.data;
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
    <Sheet title={t("person.invite")} onClose={onClose}>
      <form
        className={form.form}
        onSubmit={(event) => {
          event.preventDefault();
          write.mutate();
        }}
      >
        <Field label={t("person.email")} error={fieldError(write.error, "email")}>
          {(control) => (
            <input
              {...control}
              className="input"
              type="email"
              required
              maxLength={254}
              autoComplete="off"
              value={email}
              onChange={(event) => setEmail(event.target.value)}
            />
          )}
        </Field>
        <Field label={t("person.name")} error={fieldError(write.error, "name")}>
          {(control) => (
            <input
              {...control}
              className="input"
              required
              maxLength={200}
              autoComplete="off"
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
        <RoleChoice value={role} onChange={setRole} />
        <WriteProblem error={write.error} />
        <button type="submit" className="btn primary big" disabled={write.isPending}>
          {t("person.add")}
        </button>
      </form>
    </Sheet>
  );
}
