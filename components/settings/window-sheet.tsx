"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useConsole } from "@/components/console/console-context.tsx";
import { WriteProblem } from "@/components/console/write-problem.tsx";
import type { FieldRow } from "@/components/form/fields.tsx";
import { FormSheet } from "@/components/form/form-sheet.tsx";
import { useDraft } from "@/components/form/use-draft.ts";
import { useMeantWords } from "@/components/form/use-meant-words.ts";
import { useNew } from "@/components/form/use-new.ts";
import form from "@/components/ui/form.module.css";
import { type Meant, meantIn, shownIn } from "@/lib/core/text/zoned.ts";
import { createWindow, deleteWindow, updateWindow, windowKeys } from "@/lib/windows/queries.ts";
import type { WindowView } from "@/lib/windows/schema.ts";

type Draft = { environment: string; startsAt: string; endsAt: string; reason: string };

/** Makes a freeze window, moves one, or removes it. Times are in the zone of the project. */
export function WindowSheet({ window, onClose }: { window: WindowView | null; onClose: () => void }) {
  return window ? <EditWindow window={window} onClose={onClose} /> : <NewWindow onClose={onClose} />;
}

function NewWindow({ onClose }: { onClose: () => void }) {
  const t = useTranslations("settings");
  const { project, environment: shown } = useConsole();
  const zone = project.timeZone;
  const state = useNew<Draft, WindowView>({
    empty: { environment: shown.key, startsAt: "", endsAt: "", reason: "" },
    save: ({ environment, startsAt, endsAt, reason }, key) => {
      const span = { startsAt: meant("startsAt", startsAt, zone).at ?? "", endsAt: meant("endsAt", endsAt, zone).at ?? "" };
      return createWindow(project.key, { ...span, reason: reason.trim(), environment: environment || null }, key);
    },
    onSaved: useDone(onClose),
  });
  return (
    <FormSheet
      title={t("window.new")}
      state={state}
      rows={useRows(state.values, zone, null)}
      submit={t("window.make")}
      ready={exist(state.values, zone)}
      onClose={onClose}
    />
  );
}

function EditWindow({ window, onClose }: { window: WindowView; onClose: () => void }) {
  const t = useTranslations("settings");
  const { project } = useConsole();
  const zone = project.timeZone;
  const done = useDone(onClose);
  const draft = useDraft<WindowView, Draft>({
    stored: window,
    toDraft: ({ environment, startsAt, endsAt, reason }) => ({
      environment: environment ?? "",
      startsAt: shownIn(zone, startsAt),
      endsAt: shownIn(zone, endsAt),
      reason,
    }),
    save: ({ startsAt, endsAt, reason }, expectedVersion) =>
      updateWindow(project.key, window.id, {
        expectedVersion,
        ...(startsAt === undefined ? {} : { startsAt: meant("startsAt", startsAt, zone).at ?? "" }),
        ...(endsAt === undefined ? {} : { endsAt: meant("endsAt", endsAt, zone).at ?? "" }),
        ...(reason === undefined ? {} : { reason: reason.trim() }),
      }),
    onSaved: done,
  });
  const remove = useMutation({ mutationFn: () => deleteWindow(project.key, window.id, window.version), onSuccess: done });
  return (
    <FormSheet
      title={window.reason}
      state={draft}
      rows={useRows(draft.values, zone, window)}
      submit={t("window.save")}
      ready={draft.isChanged && exist(draft.values, zone)}
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

type Time = "startsAt" | "endsAt";

/** Of a time that comes twice, the one that is stored, or else the one with which the window holds longer. */
function meant(name: Time, shown: string, zone: string, stored: WindowView | null = null): Meant {
  const either = [meantIn(zone, shown, "first"), meantIn(zone, shown, "last")] as const;
  return either.find(({ at }) => at !== null && at === stored?.[name]) ?? either[name === "startsAt" ? 0 : 1];
}

function exist(values: Draft, zone: string): boolean {
  return (["startsAt", "endsAt"] as const).every((name) => meant(name, values[name], zone).which !== "skipped");
}

/** Where a window holds is settled when it is made. */
function useRows(values: Draft, zone: string, stored: WindowView | null): FieldRow<keyof Draft>[] {
  const t = useTranslations("settings");
  const said = useMeantWords(zone);
  const { environments } = useConsole();
  const time = (name: Time, label: string) => ({
    name,
    label,
    kind: "text" as const,
    // Seconds are shown where there are some.
    attributes: { type: "datetime-local", step: "any", required: true },
    ...said(meant(name, values[name], zone, stored)),
  });
  return [
    {
      name: "environment",
      label: t("window.environment"),
      disabled: stored !== null,
      kind: "choice",
      choices: [
        { value: "", label: t("window.everywhere") },
        ...environments.map(({ key, name }) => ({ value: key, label: name })),
      ],
    },
    {
      pair: [time("startsAt", t("window.beginsIn", { zone })), time("endsAt", t("window.endsIn", { zone }))],
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
