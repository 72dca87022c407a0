"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTimeZone, useTranslations } from "next-intl";
import { useState } from "react";
import { useConsole } from "@/components/console/console-context.tsx";
import { newKey } from "@/components/console/new-key.ts";
import { fieldError, WriteProblem } from "@/components/console/write-problem.tsx";
import { Field } from "@/components/ui/field.tsx";
import form from "@/components/ui/form.module.css";
import { Sheet } from "@/components/ui/sheet.tsx";
import { createWindow, deleteWindow, updateWindow, windowKeys } from "@/lib/windows/queries.ts";
import type { WindowView } from "@/lib/windows/schema.ts";
import { fromField, toField } from "./zoned.ts";

type Props = { window: WindowView | null; onClose: () => void };

/** Makes a freeze window, moves one, or removes it. Times are in the zone the reader chose. */
export function WindowSheet({ window, onClose }: Props) {
  const t = useTranslations("settings");
  const zone = useTimeZone() ?? "UTC";
  const { project, environments, environment: shown } = useConsole();
  const client = useQueryClient();
  const [environment, setEnvironment] = useState(window ? (window.environment ?? "") : shown.key);
  const [reason, setReason] = useState(window?.reason ?? "");
  const [begins, setBegins] = useState(window ? toField(window.startsAt, zone) : "");
  const [ends, setEnds] = useState(window ? toField(window.endsAt, zone) : "");
  const [key] = useState(newKey);
  const [startsAt, endsAt] = [fromField(begins, zone), fromField(ends, zone)];
  const done = async () => {
    await client.invalidateQueries({ queryKey: windowKeys.list(project.key) });
    onClose();
  };
  const write = useMutation({
    mutationFn: () => {
      const wanted = { startsAt: startsAt ?? "", endsAt: endsAt ?? "", reason: reason.trim() };
      return window
        ? updateWindow(project.key, window.id, { ...wanted, expectedVersion: window.version })
        : createWindow(project.key, { ...wanted, environment: environment || null }, key);
    },
    onSuccess: done,
  });
  const remove = useMutation({
    mutationFn: (gone: WindowView) => deleteWindow(project.key, gone.id, gone.version),
    onSuccess: done,
  });
  const times = [
    { name: "begins", path: "startsAt", value: begins, set: setBegins },
    { name: "ends", path: "endsAt", value: ends, set: setEnds },
  ] as const;
  return (
    <Sheet title={window?.reason ?? t("window.new")} onClose={onClose}>
      <form
        className={form.form}
        onSubmit={(event) => {
          event.preventDefault();
          write.mutate();
        }}
      >
        <Field label={t("window.environment")} error={fieldError(write.error, "environment")}>
          {(control) => (
            <select
              {...control}
              className="input"
              disabled={window !== null}
              value={environment}
              onChange={(event) => setEnvironment(event.target.value)}
            >
              <option value="">{t("window.everywhere")}</option>
              {environments.map(({ key: id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </select>
          )}
        </Field>
        <div className={form.pair}>
          {times.map(({ name, path, value, set }) => (
            <Field key={name} label={t(`window.${name}In`, { zone })} error={fieldError(write.error, path)}>
              {(control) => (
                <input
                  {...control}
                  className="input"
                  type="datetime-local"
                  required
                  value={value}
                  onChange={(event) => set(event.target.value)}
                />
              )}
            </Field>
          ))}
        </div>
        <Field label={t("window.reason")} hint={t("window.reasonHint")} error={fieldError(write.error, "reason")}>
          {(control) => (
            <input
              {...control}
              className="input"
              required
              maxLength={500}
              value={reason}
              onChange={(event) => setReason(event.target.value)}
            />
          )}
        </Field>
        <WriteProblem error={write.error} />
        <button type="submit" className="btn primary big" disabled={write.isPending || !startsAt || !endsAt}>
          {t(window ? "window.save" : "window.make")}
        </button>
      </form>
      {window && (
        <div className={form.danger}>
          <p className="dim">{t("window.removeMeans")}</p>
          <div className={form.acts}>
            <button type="button" className="btn" disabled={remove.isPending} onClick={() => remove.mutate(window)}>
              {t("window.remove")}
            </button>
          </div>
          <WriteProblem error={remove.error} />
        </div>
      )}
    </Sheet>
  );
}
