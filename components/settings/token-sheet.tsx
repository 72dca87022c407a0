"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useConsole } from "@/components/console/console-context.tsx";
import { TypedConfirm } from "@/components/console/typed-confirm.tsx";
import { WriteProblem } from "@/components/console/write-problem.tsx";
import { useNow } from "@/components/ui/clock.tsx";
import { Field } from "@/components/ui/field.tsx";
import form from "@/components/ui/form.module.css";
import { Sheet } from "@/components/ui/sheet.tsx";
import { useFormat } from "@/components/ui/use-format.ts";
import { ApiError } from "@/lib/platform/api-client.ts";
import { revokeToken, rotateToken, tokenKeys } from "@/lib/tokens/queries.ts";
import type { TokenView } from "@/lib/tokens/schema.ts";
import { ShownOnce } from "./shown-once.tsx";

const DAY = 86_400;
const OVERLAPS = [0, 3600, DAY, 7 * DAY] as const;

/** One token: give it a successor, or end it. Ending one that is in use asks for its name. */
export function TokenSheet({ token, onClose }: { token: TokenView; onClose: () => void }) {
  const t = useTranslations("settings");
  const format = useFormat();
  const now = useNow();
  const { project } = useConsole();
  const client = useQueryClient();
  const [overlap, setOverlap] = useState<number>(DAY);
  const refresh = () => client.invalidateQueries({ queryKey: tokenKeys.list(project.key) });
  const rotate = useMutation({ mutationFn: () => rotateToken(project.key, token, overlap), onSuccess: refresh });
  const revoke = useMutation({
    mutationFn: (confirm?: string) => revokeToken(project.key, token, confirm),
    onSuccess: async () => {
      await refresh();
      onClose();
    },
  });
  if (rotate.data) {
    return (
      <Sheet title={t("token.rotated", { name: token.name })} onClose={onClose}>
        <ShownOnce text={rotate.data.token} label={t("token.secret")} note={t("token.once")} onClose={onClose} />
      </Sheet>
    );
  }
  const used = token.lastUsedAt === null ? null : Date.parse(token.lastUsedAt);
  // The server knows of a use this list does not show yet.
  const refused = revoke.error instanceof ApiError && revoke.error.status === 422;
  const inUse = refused || (used !== null && now - used < DAY * 1000);
  const facts: [string, string][] = [
    [t("token.begins"), `${token.prefix}…`],
    [t("token.scopes"), token.scopes.join(", ")],
    [t("token.environment"), token.environment],
    [t("token.madeBy"), `${token.createdBy}, ${format.day(token.createdAt)}`],
    [t("token.lastUsed"), used === null ? t("token.never") : format.ago(used, now)],
  ];
  return (
    <Sheet title={token.name} onClose={onClose}>
      <dl className="facts">
        {facts.map(([name, value]) => (
          <div key={name} style={{ display: "contents" }}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <div className={form.danger}>
        <Field label={t("token.overlap")} hint={t("token.overlapHint")}>
          {(control) => (
            <select {...control} className="input" value={overlap} onChange={(event) => setOverlap(Number(event.target.value))}>
              {OVERLAPS.map((seconds) => (
                <option key={seconds} value={seconds}>
                  {t("token.overlapFor", { seconds })}
                </option>
              ))}
            </select>
          )}
        </Field>
        <div className={form.acts}>
          <button type="button" className="btn" disabled={rotate.isPending} onClick={() => rotate.mutate()}>
            {t("token.rotate")}
          </button>
        </div>
        <WriteProblem error={rotate.error} />
      </div>
      {inUse ? (
        <TypedConfirm
          warning={t("token.revokeInUse", { ago: format.ago(used ?? now, now) })}
          word={token.name}
          verb={t("token.revoke")}
          pending={revoke.isPending}
          onConfirm={() => revoke.mutate(token.name)}
        />
      ) : (
        <div className={form.danger}>
          <p className="dim">{t("token.revokeMeans")}</p>
          <div className={form.acts}>
            <button type="button" className="btn" disabled={revoke.isPending} onClick={() => revoke.mutate(undefined)}>
              {t("token.revoke")}
            </button>
          </div>
        </div>
      )}
      <WriteProblem error={revoke.error} />
    </Sheet>
  );
}
