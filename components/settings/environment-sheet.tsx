"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { ArchiveSection } from "@/components/archive/archive-section.tsx";
import { useConsole } from "@/components/console/console-context.tsx";
import { type FieldRow, NO, YES } from "@/components/form/fields.tsx";
import { FormSheet } from "@/components/form/form-sheet.tsx";
import { useDraft } from "@/components/form/use-draft.ts";
import { archiveEnvironment, environmentKeys, updateEnvironment } from "@/lib/environments/queries.ts";
import type { EnvironmentView } from "@/lib/environments/schema.ts";

/** What the fields hold: texts, so that a clash with somebody else's change can be shown and taken. */
type Draft = { name: string; protected: string; approvals: string; stepLimit: string; allowedOrigins: string; position: string };

type Props = { environment: EnvironmentView; all: readonly EnvironmentView[]; onClose: () => Promise<void> };

/** One environment's name, how careful it is and whose pages may read it. An empty step limit means the usual one. */
export function EnvironmentSheet({ environment, all, onClose }: Props) {
  const t = useTranslations("settings");
  const archive = useTranslations("archive");
  const { project } = useConsole();
  const client = useQueryClient();
  const router = useRouter();
  const done = async () => {
    await client.invalidateQueries({ queryKey: environmentKeys.list(project.key) });
    await onClose();
    router.refresh();
  };
  const others = all.filter(({ key }) => key !== environment.key);
  const draft = useDraft<EnvironmentView, Draft>({
    stored: environment,
    toDraft: (stored) => ({
      name: stored.name,
      protected: stored.protected ? YES : NO,
      approvals: stored.approvals ? YES : NO,
      stepLimit: stored.stepLimit === null ? "" : String(stored.stepLimit / 1000),
      allowedOrigins: stored.allowedOrigins.join("\n"),
      position: String(stored.position),
    }),
    save: ({ name, stepLimit, allowedOrigins, position, ...switches }, expectedVersion) =>
      updateEnvironment(project.key, environment.key, {
        expectedVersion,
        ...(name === undefined ? {} : { name }),
        ...(position === undefined ? {} : { position: Number(position) }),
        ...(switches.protected === undefined ? {} : { protected: switches.protected === YES }),
        ...(switches.approvals === undefined ? {} : { approvals: switches.approvals === YES }),
        ...(stepLimit === undefined ? {} : { stepLimit: stepLimit.trim() === "" ? null : Math.round(Number(stepLimit) * 1000) }),
        ...(allowedOrigins === undefined ? {} : { allowedOrigins: allowedOrigins.split(/\s+/).filter(Boolean) }),
      }),
    onSaved: done,
  });
  const care = (["protected", "approvals"] as const).map((name) => ({
    name,
    label: t(`environment.${name}`),
    kind: "check" as const,
    means: t(`environment.${name}Means`),
  }));
  const rows: FieldRow<keyof Draft>[] = [
    { name: "name", label: t("environment.name"), kind: "text", attributes: { required: true, maxLength: 200 } },
    {
      name: "position",
      label: t("environment.position"),
      hint: t("environment.positionHint"),
      kind: "choice",
      choices: [
        { value: "0", label: t("environment.first") },
        ...others.map(({ name }, index) => ({ value: String(index + 1), label: t("environment.after", { name }) })),
      ],
    },
    ...care,
    {
      name: "stepLimit",
      label: t("environment.stepLimitIn"),
      hint: t("environment.stepLimitHint"),
      kind: "text",
      attributes: { type: "number", min: 0.001, max: 100, step: 0.001 },
    },
    {
      name: "allowedOrigins",
      label: t("environment.allowedOrigins"),
      hint: t("environment.allowedOriginsHint"),
      kind: "lines",
      rows: 3,
      attributes: { spellCheck: false },
    },
  ];
  return (
    <FormSheet
      title={environment.name}
      state={draft}
      rows={rows}
      submit={t("environment.save")}
      ready={draft.isChanged}
      onClose={onClose}
    >
      <ArchiveSection
        means={archive("environmentMeans")}
        archive={() => archiveEnvironment(project.key, environment)}
        onDone={done}
      />
    </FormSheet>
  );
}
