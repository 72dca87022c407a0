"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useConsole } from "@/components/console/console-context.tsx";
import { fieldError, WriteProblem } from "@/components/console/write-problem.tsx";
import { Field } from "@/components/ui/field.tsx";
import form from "@/components/ui/form.module.css";
import { Sheet } from "@/components/ui/sheet.tsx";
import { SCOPES, type Scope } from "@/lib/core/access/policy.ts";
import { createToken, tokenKeys } from "@/lib/tokens/queries.ts";
import { ShownOnce } from "./shown-once.tsx";

const DAY = 86_400;
const LIVES = [30, 90, 365] as const;

/** Makes a token for one environment; its secret is shown once, in this sheet. */
export function NewTokenSheet({ onClose }: { onClose: () => void }) {
  const t = useTranslations("settings");
  const { project, environments, environment: shown } = useConsole();
  const client = useQueryClient();
  const [name, setName] = useState("");
  const [environment, setEnvironment] = useState(shown.key);
  const [scopes, setScopes] = useState<readonly Scope[]>(["read", "report"]);
  const [days, setDays] = useState("");
  const write = useMutation({
    mutationFn: () => {
      const life = days === "" ? {} : { expiresInSeconds: Number(days) * DAY };
      return createToken(project.key, { name: name.trim(), environment, scopes: [...scopes], ...life });
    },
    onSuccess: () => client.invalidateQueries({ queryKey: tokenKeys.list(project.key) }),
  });
  if (write.data) {
    return (
      <Sheet title={t("token.made", { name: write.data.name })} onClose={onClose}>
        <ShownOnce text={write.data.token} label={t("token.secret")} note={t("token.once")} onClose={onClose} />
      </Sheet>
    );
  }
  const toggle = (scope: Scope, on: boolean) =>
    setScopes(SCOPES.filter((candidate) => (candidate === scope ? on : scopes.includes(candidate))));
  return (
    <Sheet title={t("token.new")} onClose={onClose}>
      <form
        className={form.form}
        onSubmit={(event) => {
          event.preventDefault();
          write.mutate();
        }}
      >
        <Field label={t("token.name")} hint={t("token.nameHint")} error={fieldError(write.error, "name")}>
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
        <div className={form.pair}>
          <Field label={t("token.environment")} error={fieldError(write.error, "environment")}>
            {(control) => (
              <select {...control} className="input" value={environment} onChange={(event) => setEnvironment(event.target.value)}>
                {environments.map(({ key, name: title }) => (
                  <option key={key} value={key}>
                    {title}
                  </option>
                ))}
              </select>
            )}
          </Field>
          <Field label={t("token.life")} error={fieldError(write.error, "expiresInSeconds")}>
            {(control) => (
              <select {...control} className="input" value={days} onChange={(event) => setDays(event.target.value)}>
                <option value="">{t("token.noEnd")}</option>
                {LIVES.map((life) => (
                  <option key={life} value={life}>
                    {t("token.days", { days: life })}
                  </option>
                ))}
              </select>
            )}
          </Field>
        </div>
        <fieldset>
          <legend className="label">{t("token.scopes")}</legend>
          {SCOPES.map((scope) => (
            <label key={scope} className="check">
              <input type="checkbox" checked={scopes.includes(scope)} onChange={(event) => toggle(scope, event.target.checked)} />
              <span>
                <b>{scope}</b> <span className="dim">{t(`scope.${scope}`)}</span>
              </span>
            </label>
          ))}
        </fieldset>
        <WriteProblem error={write.error} />
        <button type="submit" className="btn primary big" disabled={write.isPending || scopes.length === 0}>
          {scopes.length === 0 ? t("token.chooseScope") : t("token.make")}
        </button>
      </form>
    </Sheet>
  );
}
