"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useConsole } from "@/components/console/console-context.tsx";
import { DraftConflict } from "@/components/console/draft-conflict.tsx";
import { useDraft } from "@/components/console/use-draft.ts";
import { fieldError, WriteProblem } from "@/components/console/write-problem.tsx";
import { Field } from "@/components/ui/field.tsx";
import form from "@/components/ui/form.module.css";
import { Sheet } from "@/components/ui/sheet.tsx";
import { environmentKeys, updateEnvironment } from "@/lib/environments/queries.ts";
import type { EnvironmentView } from "@/lib/environments/schema.ts";

/** What the fields hold: texts, so that a clash with somebody else's change can be shown and taken. */
type Draft = { name: string; protected: string; approvals: string; stepLimit: string; allowedOrigins: string };

const YES = "yes";
const yes = (on: boolean) => (on ? YES : "no");

type Props = { environment: EnvironmentView; onClose: () => void };

/** One environment's name, how careful it is and whose pages may read it. An empty step limit means the usual one. */
export function EnvironmentSheet({ environment, onClose }: Props) {
  const t = useTranslations("settings");
  const { project } = useConsole();
  const client = useQueryClient();
  const router = useRouter();
  const draft = useDraft<EnvironmentView, Draft>({
    stored: environment,
    toDraft: (stored) => ({
      name: stored.name,
      protected: yes(stored.protected),
      approvals: yes(stored.approvals),
      stepLimit: stored.stepLimit === null ? "" : String(stored.stepLimit / 1000),
      allowedOrigins: stored.allowedOrigins.join("\n"),
    }),
    save: ({ name, stepLimit, allowedOrigins, ...switches }, expectedVersion) =>
      updateEnvironment(project.key, environment.key, {
        expectedVersion,
        ...(name === undefined ? {} : { name }),
        ...(switches.protected === undefined ? {} : { protected: switches.protected === YES }),
        ...(switches.approvals === undefined ? {} : { approvals: switches.approvals === YES }),
        ...(stepLimit === undefined ? {} : { stepLimit: stepLimit.trim() === "" ? null : Math.round(Number(stepLimit) * 1000) }),
        ...(allowedOrigins === undefined ? {} : { allowedOrigins: allowedOrigins.split(/\s+/).filter(Boolean) }),
      }),
    onSaved: async () => {
      await client.invalidateQueries({ queryKey: environmentKeys.list(project.key) });
      router.refresh();
      onClose();
    },
  });
  return (
    <Sheet title={environment.name} onClose={onClose}>
      <form
        className={form.form}
        onSubmit={(event) => {
          event.preventDefault();
          draft.submit();
        }}
      >
        <Field label={t("environment.name")} error={fieldError(draft.problem, "name")}>
          {(control) => (
            <input
              {...control}
              className="input"
              required
              maxLength={200}
              value={draft.values.name}
              onChange={(event) => draft.set("name", event.target.value)}
            />
          )}
        </Field>
        {(["protected", "approvals"] as const).map((name) => (
          <label key={name} className="check">
            <input
              type="checkbox"
              checked={draft.values[name] === YES}
              onChange={(event) => draft.set(name, yes(event.target.checked))}
            />
            <span>
              {t(`environment.${name}`)} <span className="dim">{t(`environment.${name}Means`)}</span>
            </span>
          </label>
        ))}
        <Field
          label={t("environment.stepLimitIn")}
          hint={t("environment.stepLimitHint")}
          error={fieldError(draft.problem, "stepLimit")}
        >
          {(control) => (
            <input
              {...control}
              className="input"
              type="number"
              min={0.001}
              max={100}
              step={0.001}
              value={draft.values.stepLimit}
              onChange={(event) => draft.set("stepLimit", event.target.value)}
            />
          )}
        </Field>
        <Field
          label={t("environment.allowedOrigins")}
          hint={t("environment.allowedOriginsHint")}
          error={fieldError(draft.problem, "allowedOrigins")}
        >
          {(control) => (
            <textarea
              {...control}
              className="input"
              rows={3}
              spellCheck={false}
              value={draft.values.allowedOrigins}
              onChange={(event) => draft.set("allowedOrigins", event.target.value)}
            />
          )}
        </Field>
        <DraftConflict conflict={draft.conflict} labelOf={(name) => t(`environment.${name}`)} onTake={draft.set} />
        <WriteProblem error={draft.problem} />
        <button type="submit" className="btn primary big" disabled={!draft.isChanged || draft.isSaving}>
          {t("environment.save")}
        </button>
      </form>
    </Sheet>
  );
}
