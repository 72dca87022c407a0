"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTimeZone, useTranslations } from "next-intl";
import { useConsole } from "@/components/console/console-context.tsx";
import { WriteProblem } from "@/components/console/write-problem.tsx";
import type { FieldRow } from "@/components/form/fields.tsx";
import { FormSheet } from "@/components/form/form-sheet.tsx";
import { useDraft } from "@/components/form/use-draft.ts";
import { useNew } from "@/components/form/use-new.ts";
import form from "@/components/ui/form.module.css";
import { createWindow, deleteWindow, updateWindow, windowKeys } from "@/lib/windows/queries.ts";
import type { WindowView } from "@/lib/windows/schema.ts";
import { fromField, toField } from "./zoned.ts";

type Draft = { environment: string; startsAt: string; endsAt: string; reason: string };

/** Makes a freeze window, moves one, or removes it. Times are in the zone the reader chose. */
export function WindowSheet({ window, onClose }: { window: WindowView | null; onClose: () => void }) {
  return window ? <EditWindow window={window} onClose={onClose} /> : <NewWindow onClose={onClose} />;
}

function NewWindow({ onClose }: { onClose: () => void }) {
  const t = useTranslations("settings");
  const zone = useTimeZone() ?? "UTC";
  const { project, environment: shown } = useConsole();
  const state = useNew<Draft, WindowView>({
    empty: { environment: shown.key, startsAt: "", endsAt: "", reason: "" },
    save: ({ environment, startsAt, endsAt, reason }, key) => {
      const [begins, ends] = [fromField(startsAt, zone) ?? "", fromField(endsAt, zone) ?? ""];
      return createWindow(
        project.key,
        { startsAt: begins, endsAt: ends, reason: reason.trim(), environment: environment || null },
        key,
      );
    },
    onSaved: useDone(onClose),
  });
  return (
    <FormSheet title={t("window.new")} state={state} rows={useRows(zone, false)} submit={t("window.make")} onClose={onClose} />
  );
}

function EditWindow({ window, onClose }: { window: WindowView; onClose: () => void }) {
  const t = useTranslations("settings");
  const zone = useTimeZone() ?? "UTC";
  const { project } = useConsole();
  const done = useDone(onClose);
  const draft = useDraft<WindowView, Draft>({
    stored: window,
    toDraft: ({ environment, startsAt, endsAt, reason }) => ({
      environment: environment ?? "",
      startsAt: toField(startsAt, zone),
      endsAt: toField(endsAt, zone),
      reason,
    }),
    save: ({ startsAt, endsAt, reason }, expectedVersion) =>
      updateWindow(project.key, window.id, {
        expectedVersion,
        ...(startsAt === undefined ? {} : { startsAt: fromField(startsAt, zone) ?? "" }),
        ...(endsAt === undefined ? {} : { endsAt: fromField(endsAt, zone) ?? "" }),
        ...(reason === undefined ? {} : { reason: reason.trim() }),
      }),
    onSaved: done,
  });
  const remove = useMutation({ mutationFn: () => deleteWindow(project.key, window.id, window.version), onSuccess: done });
  return (
    <FormSheet
      title={window.reason}
      state={draft}
      rows={useRows(zone, true)}
      submit={t("window.save")}
      ready={draft.isChanged}
      onClose={onClose}
    >
      <div className={form.danger}>
        <p className="dim">{t("window.removeMeans")}</p>
        <div className={form.acts}>
          <button type="button" className="btn" disabled={remove.isPending} onClick={() => remove.mutate()}>
            {t("window.remove")}
          </button>
        </div>
        <WriteProblem error={remove.error} />
      </div>
    </FormSheet>
  );
}

/** Where a window holds is settled when it is made. */
function useRows(zone: string, made: boolean): FieldRow<keyof Draft>[] {
  const t = useTranslations("settings");
  const { environments } = useConsole();
  const attributes = { type: "datetime-local", required: true };
  return [
    {
      name: "environment",
      label: t("window.environment"),
      disabled: made,
      kind: "choice",
      choices: [
        { value: "", label: t("window.everywhere") },
        ...environments.map(({ key, name }) => ({ value: key, label: name })),
      ],
    },
    {
      pair: [
        { name: "startsAt", label: t("window.beginsIn", { zone }), kind: "text", attributes },
        { name: "endsAt", label: t("window.endsIn", { zone }), kind: "text", attributes },
      ],
    },
    {
      name: "reason",
      label: t("window.reason"),
      hint: t("window.reasonHint"),
      kind: "text",
      attributes: { required: true, maxLength: 500 },
    },
  ];
}

function useDone(onClose: () => void): () => Promise<void> {
  const { project } = useConsole();
  const client = useQueryClient();
  return async () => {
    await client.invalidateQueries({ queryKey: windowKeys.list(project.key) });
    onClose();
  };
}
