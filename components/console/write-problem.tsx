"use client";

import { useTranslations } from "next-intl";
import { Health } from "@/components/ui/mark.tsx";
import { ApiError } from "@/lib/platform/api-client.ts";

/** Why a write was not done, in the reader's words where the kind is known. */
export function useProblemText(): (error: Error) => string {
  const t = useTranslations("problem");
  const words = useTranslations("words");
  return (error) => {
    if (!(error instanceof ApiError)) return t("unknown");
    const { status, problem } = error;
    const role = problem.roleNeeded;
    if (status === 403 && typeof role === "string" && isRole(role)) return t("forbidden", { role: words(`role.${role}`) });
    if (status === 0) return t("unreachable");
    if (status === 404) return t("gone");
    if (status === 503) return t("unavailable");
    if (status >= 500) return t("internal", { requestId: problem.requestId ?? "–" });
    return error.message;
  };
}

function isRole(role: string): role is "viewer" | "operator" | "lead" | "admin" {
  return ["viewer", "operator", "lead", "admin"].includes(role);
}

/** What the server says against one field. */
export function fieldError(error: Error | null, field: string): string | null {
  if (!(error instanceof ApiError)) return null;
  return error.problem.errors?.find(({ path }) => path === field)?.message ?? null;
}

export function WriteProblem({ error }: { error: Error | null }) {
  const text = useProblemText();
  if (!error) return null;
  return (
    <p role="alert">
      <Health state="bad" long>
        {text(error)}
      </Health>
    </p>
  );
}
