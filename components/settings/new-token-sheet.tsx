"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useConsole } from "@/components/console/console-context.tsx";
import { type FieldRow, NO, YES } from "@/components/form/fields.tsx";
import { FormSheet } from "@/components/form/form-sheet.tsx";
import { useNew } from "@/components/form/use-new.ts";
import { Sheet } from "@/components/ui/sheet.tsx";
import { SCOPES, type Scope } from "@/lib/core/access/policy.ts";
import { createToken, tokenKeys } from "@/lib/tokens/queries.ts";
import { ShownOnce } from "./shown-once.tsx";

const DAY = 86_400;
const LIVES = [30, 90, 365] as const;
const USUAL: Record<Scope, string> = Object.fromEntries(
  SCOPES.map((scope) => [scope, scope === "read" || scope === "report" ? YES : NO]),
) as Record<Scope, string>;

type Draft = { name: string; environment: string; expiresInSeconds: string } & Record<Scope, string>;

/** Makes a token for one environment; its secret is shown once, in this sheet. */
export function NewTokenSheet({ onClose }: { onClose: () => void }) {
  const t = useTranslations("settings");
  const { project, environments, environment: shown } = useConsole();
  const client = useQueryClient();
  const state = useNew({
    empty: { name: "", environment: shown.key, expiresInSeconds: "", ...USUAL } as Draft,
    save: ({ name, environment, expiresInSeconds, ...chosen }) =>
      createToken(project.key, {
        name: name.trim(),
        environment,
        scopes: SCOPES.filter((scope) => chosen[scope] === YES),
        ...(expiresInSeconds === "" ? {} : { expiresInSeconds: Number(expiresInSeconds) }),
      }),
    onSaved: () => client.invalidateQueries({ queryKey: tokenKeys.list(project.key) }),
  });
  if (state.made) {
    return (
      <Sheet title={t("token.made", { name: state.made.name })} onClose={onClose}>
        <ShownOnce text={state.made.token} label={t("token.secret")} note={t("token.once")} onClose={onClose} />
      </Sheet>
    );
  }
  const none = SCOPES.every((scope) => state.values[scope] === NO);
  const rows: FieldRow<keyof Draft>[] = [
    {
      name: "name",
      label: t("token.name"),
      hint: t("token.nameHint"),
      kind: "text",
      attributes: { required: true, maxLength: 200 },
    },
    {
      pair: [
        {
          name: "environment",
          label: t("token.environment"),
          kind: "choice",
          choices: environments.map(({ key, name }) => ({ value: key, label: name })),
        },
        {
          name: "expiresInSeconds",
          label: t("token.life"),
          kind: "choice",
          choices: [
            { value: "", label: t("token.noEnd") },
            ...LIVES.map((days) => ({ value: String(days * DAY), label: t("token.days", { days }) })),
          ],
        },
      ],
    },
    {
      group: t("token.scopes"),
      tight: true,
      fields: SCOPES.map((scope) => ({ name: scope, label: scope, kind: "check", means: t(`scope.${scope}`) })),
    },
  ];
  return (
    <FormSheet
      title={t("token.new")}
      state={state}
      rows={rows}
      submit={t(none ? "token.chooseScope" : "token.make")}
      ready={!none}
      onClose={onClose}
    />
  );
}
