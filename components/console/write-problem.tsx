import { useTranslations } from "next-intl";
import { Health } from "@/components/ui/mark.tsx";
import { ROLES, type Role } from "@/lib/core/access/policy.ts";
import { ApiError } from "@/lib/platform/api-client.ts";

/** Why a write was not done, or a read failed, in the reader's words where the kind is known. */
export function useProblemText(of: "write" | "read" = "write"): (error: Error) => string {
  const t = useTranslations("problem");
  const words = useTranslations("words");
  return (error) => {
    if (!(error instanceof ApiError)) return t("unknown");
    const { status, problem } = error;
    const role = problem.roleNeeded;
    if (status === 403 && isRole(role)) return t("forbidden", { role: words(`role.${role}`) });
    if (status === 0) return t(`unreachable.${of}`);
    if (status === 404) return t("gone");
    if (problem.type === "urn:switchyard:problem:overloaded") return t(`overloaded.${of}`);
    if (problem.type === "urn:switchyard:problem:unavailable") return t(`unavailable.${of}`);
    // A gateway's word for the same.
    if (status === 503) return t(`unreachable.${of}`);
    if (status >= 500) return t(`internal.${of}`, { requestId: problem.requestId ?? "–" });
    return error.message;
  };
}

export function isRole(role: unknown): role is Role {
  return ROLES.includes(role as Role);
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
